"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, textOf } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { ownName } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { ReasonsInput, writeReasons } from "@/lib/moderation/reasons";

/** What the desk says after a list was saved; `reasons` is what was typed. */
export interface ReasonsOutcome {
  isDone: boolean;
  text: string;
  reasons: string;
}

/** Replaces a letter's reasons in one language. */
export async function writeReasonsAction(
  _before: ReasonsOutcome | null,
  form: FormData,
): Promise<ReasonsOutcome> {
  const t = translator(await deskLocale());
  const reasons = textOf(form, "reasons");
  const refuse = (text: string): ReasonsOutcome => ({ isDone: false, text, reasons });
  const moderator = await actingModerator(t);
  if (!moderator.ok) return refuse(moderator.error);
  const input = ReasonsInput.safeParse({ locale: form.get("locale"), reasons });
  if (!input.success) {
    const code = input.error.issues[0]?.message;
    const isKnown = code === "tooLong" || code === "tooMany" || code === "characters";
    return refuse(isKnown ? t(`desk.reasonsPage.problems.${code}`) : t("desk.unknown"));
  }
  const written = await writeReasons(textOf(form, "slug"), input.data, moderator.value.moderatorId);
  if (!written.ok) return refuse(t("desk.reasonsPage.problems.forbidden"));
  revalidatePath("/admin", "layout");
  return {
    isDone: true,
    text: t("desk.reasonsPage.saved", { language: ownName(input.data.locale) }),
    reasons,
  };
}
