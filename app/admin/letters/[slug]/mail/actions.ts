"use server";

import { actingLetter, actingModerator, unlessBusy } from "@/app/admin/_act";
import { deskLocale } from "@/app/admin/_session";
import { type Translate, translator } from "@/lib/i18n/translate";
import { checkSteps, type MailCheck } from "@/lib/mail/check";
import type { RecordCheck } from "@/lib/mail/records";
import { testMail } from "@/lib/mail/test-mail";

/** What came of a test mail, in words. */
export interface MailCheckOutcome {
  isDone: boolean;
  text: string;
  steps: { words: string; state: string; isFailed: boolean }[];
  said: string | null;
  records: { words: string; text: string | null; isGood: boolean }[];
}

/** Sends a test mail to the signed-in owner, and says what happened step by step. */
export async function mailCheckAction(
  _before: MailCheckOutcome | null,
  form: FormData,
): Promise<MailCheckOutcome> {
  const locale = await deskLocale();
  const t = translator(locale);
  const refuse = (text: string) => ({ isDone: false, text, steps: [], said: null, records: [] });
  return unlessBusy(t, refuse, async () => {
    const moderator = await actingModerator(t);
    if (!moderator.ok) return refuse(moderator.error);
    const { moderatorId, email } = moderator.value;
    const letter = await actingLetter(form, moderatorId);
    if (!letter) return refuse(t("desk.unknown"));
    const tested = await testMail(letter.id, { moderatorId, email, locale });
    if (!tested.ok) return refuse(t(tested.error === "tooOften" ? "mailCheck.tooOften" : "desk.unknown"));
    const { check, records } = tested.value;
    return { ...checkWords(t, check, email), records: records.map((record) => recordWords(t, record)) };
  });
}

function checkWords(t: Translate, { server, failed, said }: MailCheck, email: string) {
  if (!server) return { isDone: true, text: t("mailCheck.keptInInbox"), steps: [], said: null };
  const reached = failed ? checkSteps.indexOf(failed.step) : checkSteps.length;
  return {
    isDone: !failed,
    text: failed ? t(`mailCheck.problem.${failed.problem}`) : t("mailCheck.accepted", { email }),
    steps: checkSteps.map((step, at) => ({
      words: t(`mailCheck.step.${step}`),
      state: t(`mailCheck.${at < reached ? "done" : at === reached ? "failed" : "notReached"}`),
      isFailed: at === reached,
    })),
    said: said && t("mailCheck.said", { said }),
  };
}

function recordWords(t: Translate, { kind, name, state, text }: RecordCheck) {
  const key = `mailCheck.record.${kind}.${state}` as "mailCheck.record.spf.found";
  const words = t.has(key) ? t(key, { name }) : t("mailCheck.unchecked", { kind: kind.toUpperCase(), name });
  return { words, text: text && t("mailCheck.stands", { text }), isGood: state === "found" };
}
