import type { Evidence } from "@/lib/evidence/evidence";
import type { MailTrouble } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { Change } from "@/lib/moderation/changes";

/** A piece of evidence in words. */
export function evidenceText(t: Translate, { code, values }: Evidence, locale: Locale): string {
  const readable = typeof values.at === "string" ? { at: formatMoment(new Date(values.at), locale) } : null;
  // The other signature's name may have been erased since.
  const named = values.name === null ? { name: t("privacy.erasedName") } : null;
  return t(`evidence.${code}`, { ...values, ...readable, ...named });
}

/** What somebody did and when, in one line. */
export function changeWords(t: Translate, change: Change, locale: Locale): string {
  return t("desk.changes.line", {
    what: actionWords(t, change.action),
    by: t(`desk.historyBy.${change.actor}`, { email: change.moderatorEmail ?? "?" }),
    at: formatMoment(change.at, locale),
  });
}

/** What was done, in words: an action of the audit log. */
export function actionWords(t: Translate, action: string): string {
  const key = `desk.historyAction.${action}` as "desk.historyAction.sign";
  return t.has(key) ? t(key) : t("desk.historyAction.other", { action });
}

/** Why a mail was not taken, in words. */
export function troubleWords(
  t: Translate,
  { trouble, status }: { trouble: MailTrouble; status: string },
): string {
  // A full mailbox is still tried as long as the mail waits.
  if (trouble === "mailbox_full" && status === "queued") return t("mailTrouble.full_waiting");
  return t(`mailTrouble.${trouble}`);
}
