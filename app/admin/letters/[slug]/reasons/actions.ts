"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { isFromThisSite } from "@/app/_http/origin";
import { currentModerator, deskLocale } from "@/app/admin/_session";
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
  const reasons = String(form.get("reasons") ?? "");
  const refuse = (text: string): ReasonsOutcome => ({ isDone: false, text, reasons });
  if (!isFromThisSite(await headers())) return refuse(t("desk.otherSite"));
  const moderator = await currentModerator();
  if (!moderator) return refuse(t("desk.signInAgain"));
  const input = ReasonsInput.safeParse({ locale: form.get("locale"), reasons });
  if (!input.success) {
    const code = input.error.issues[0]?.message;
    const isKnown = code === "tooLong" || code === "tooMany" || code === "characters";
    return refuse(isKnown ? t(`desk.reasonsPage.problems.${code}`) : t("desk.unknown"));
  }
  const written = await writeReasons(String(form.get("slug")), input.data, moderator.moderatorId);
  if (!written.ok) return refuse(t("desk.reasonsPage.problems.forbidden"));
  revalidatePath("/admin", "layout");
  return {
    isDone: true,
    text: t("desk.reasonsPage.saved", { language: ownName(input.data.locale) }),
    reasons,
  };
}
