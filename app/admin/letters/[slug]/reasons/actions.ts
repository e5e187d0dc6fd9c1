"use server";

import { revalidatePath } from "next/cache";
import { actingModerator, excessOf, textOf, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import {
  longestReason,
  mostReasons,
  ReasonsInput,
  type ReasonTexts,
  writeReasons,
} from "@/lib/moderation/reasons";

/** What the desk says after the list was saved; `reasons` is what was typed. */
export interface ReasonsOutcome {
  isDone: boolean;
  text: string;
  reasons: ReasonTexts[];
}

/** Replaces a letter's reasons. */
export async function writeReasonsAction(
  _before: ReasonsOutcome | null,
  form: FormData,
): Promise<ReasonsOutcome> {
  const t = translator(await deskLocale());
  const reasons: ReasonTexts[] = Array.from({ length: rowsIn(form) }, (_, place) =>
    Object.fromEntries(locales.map((locale) => [locale, textOf(form, `reason-${place}-${locale}`)])),
  );
  const refuse = (text: string): ReasonsOutcome => ({ isDone: false, text, reasons });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const input = ReasonsInput.safeParse({ reasons: form.has("first") ? [] : reasons });
    if (!input.success) {
      const code = input.error.issues[0]?.message;
      if (code === "tooLong") return refuse(t("desk.reasonsPage.problems.tooLong", longestOf(reasons)));
      if (code === "tooMany") return refuse(t("desk.reasonsPage.problems.tooMany", { max: mostReasons }));
      return refuse(t(code === "characters" ? "desk.reasonsPage.problems.characters" : "desk.unknown"));
    }
    const written = await writeReasons(textOf(form, "slug"), input.data, moderator.value.moderatorId);
    if (!written.ok) return refuse(t("desk.reasonsPage.problems.forbidden"));
    revalidatePath("/admin", "layout");
    return { isDone: true, text: t("desk.reasonsPage.saved"), reasons: [] };
  });
}

/** Which text is too long, and by how much. */
function longestOf(reasons: ReasonTexts[]) {
  const texts = reasons.flatMap((one) => Object.values(one));
  const [text = ""] = texts.sort((a, b) => b.length - a.length);
  return { start: text.trim().slice(0, 40), ...excessOf(text, longestReason) };
}

/** How many rows the form has; what nobody could have typed is not read. */
function rowsIn(form: FormData): number {
  let rows = 0;
  while (rows <= mostReasons + 2 && form.has(`reason-${rows}-${locales[0]}`)) rows += 1;
  return rows;
}
