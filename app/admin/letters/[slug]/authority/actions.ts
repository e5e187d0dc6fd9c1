"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { writeAuthorityRule } from "@/lib/authority/rule";
import { AuthorityRuleInput, noticeDays } from "@/lib/authority/schema";
import { translator } from "@/lib/i18n/translate";

/** What the desk says after the rule was saved; `typed` is what stood in the form. */
export interface AuthorityRuleOutcome {
  isDone: boolean;
  text: string;
  typed: { rule: string; waits: boolean; days: string };
}

/** Changes when organisations must be told that somebody signed for them. */
export async function writeAuthorityRuleAction(
  _before: AuthorityRuleOutcome | null,
  form: FormData,
): Promise<AuthorityRuleOutcome> {
  const t = translator(await deskLocale());
  const typed = { rule: textOf(form, "rule"), waits: form.has("waits"), days: textOf(form, "days").trim() };
  const refuse = (text: string): AuthorityRuleOutcome => ({ isDone: false, text, typed });
  return unlessBusy(t, refuse, async () => {
    const owner = await actingModerator(t);
    if (!owner.ok) return refuse(owner.error);
    const input = AuthorityRuleInput.safeParse(typed);
    const { least, most } = noticeDays;
    if (!input.success) return refuse(t("authority.page.problems.days", { least, max: most }));
    const written = await writeAuthorityRule(textOf(form, "slug"), input.data, owner.value.moderatorId);
    if (!written.ok) return refuse(t("authority.page.problems.forbidden"));
    revalidatePath("/admin", "layout");
    return { isDone: true, text: t("authority.page.saved"), typed };
  });
}
