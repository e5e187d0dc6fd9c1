import { valuesOf } from "@/lib/amendments/queries";
import type { KeptValues } from "@/lib/corrections/keep";
import { type FieldValues, originalOf } from "@/lib/corrections/queries";
import { db } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import { countryName } from "@/lib/i18n/countries";
import { type Locale, languageInSentence } from "@/lib/i18n/locales";
import { formatDay, formatLongMoment } from "@/lib/i18n/translate";
import { writeTo } from "@/lib/letters/contact";
import { type Letter, recentLetter } from "@/lib/letters/queries";
import { mayMailToConfirm } from "@/lib/mail/confirm-limit";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";
import { ownPageLink } from "@/lib/mail/own-page";
import { plainName } from "@/lib/mail/plain-name";
import { earlierSignatures } from "@/lib/mail/repeats";
import { wantsNoMail } from "@/lib/mail-refusals/queries";
import { dueAfter, rules } from "@/lib/privacy/rules";
import { placeOnList } from "@/lib/register/cursor";
import { type AmendableField, amendableFields, correctableFields } from "@/lib/signatures/schema";
import type { RawToken } from "@/lib/tokens/tokens";

/** The mails that a signer gets; see `describeMessage`. */
export async function describeSignatureMail(
  message: QueuedMessage,
  token: RawToken | null,
  locale: Locale,
  notMeToken: RawToken | null,
  now: Date,
): Promise<DescribedMail | "nothing" | null> {
  const { signature } = message;
  if (!signature?.email) return null;
  const letter = await recentLetter(signature.letter.slug, locale);
  if (!letter) return null;
  const to = signature.email;
  const about = { name: signature.name, letterTitle: letter.version.title, contact: writeTo(letter) };
  const link = `${siteUrl()}/${locale}/${letter.slug}`;
  const listLink = link + placeOnList(signature.position);
  const ownLink = token ? ownPageLink(letter.slug, locale, token) : null;
  switch (message.kind) {
    case "confirm":
      if (!token || !notMeToken || signature.status !== "unconfirmed") return null;
      if (!(await isWelcome(message, to))) return "nothing";
      return {
        to,
        locale,
        mail: {
          kind: "confirm",
          ...about,
          publisher: letter.publisher,
          // Whoever reads this may not have asked for it: nothing else of what was typed stands in it.
          name: plainName(signature.name),
          isCut: plainName(signature.name).endsWith("…"),
          link: confirmLink(letter, locale, token),
          notMeLink: `${link}/not-me?token=${notMeToken}`,
          earlier: await earlierSignatures(message, letter, locale, now),
        },
      };
    case "published": {
      if (!ownLink || !(await isTheDecision(message))) return "nothing";
      const changes = changesBetween(originalOf(signature.corrections), currentOf(signature), locale);
      const receipt = receiptOf(signature, link, locale);
      const own = { ownLink, signatoryKind: signature.kind };
      return { to, locale, mail: { kind: "published", ...about, changes, link: listLink, receipt, ...own } };
    }
    case "rejected":
    case "removed":
      if (!ownLink || !(await isTheDecision(message))) return "nothing";
      return {
        to,
        locale,
        mail: {
          kind: message.kind,
          ...about,
          reason: message.decision?.reason ?? "",
          link: `${link}/sign`,
          ownLink,
        },
      };
    case "question": {
      const { question } = message;
      const isOpen = question && !question.takenBackAt && !question.answeredAt && !question.closedAt;
      if (!token || !isOpen || signature.status !== "pending") return "nothing";
      const answerLink = `${link}/answer?token=${token}`;
      return { to, locale, mail: { kind: "question", ...about, question: question.text, link: answerLink } };
    }
    case "corrected": {
      const { correction } = message;
      if (!correction || !ownLink) return "nothing";
      const changes = changesBetween(valuesOf(correction.before), valuesOf(correction.after), locale);
      const isAsked = correction.amendmentId !== null;
      const own = { ownLink, signatoryKind: signature.kind };
      return { to, locale, mail: { kind: "corrected", ...about, changes, isAsked, link: listLink, ...own } };
    }
    case "withdrawn": {
      if (!ownLink) return "nothing";
      const erased = formatDay(dueAfter(rules.ended, signature.endedAt ?? message.createdAt), locale);
      return { to, locale, mail: { kind: "withdrawn", ...about, erased, ownLink } };
    }
    case "amendment_refused": {
      const { amendment } = message;
      if (amendment?.state !== "refused" || !ownLink) return "nothing";
      const changes = changesBetween(valuesOf(amendment.before), valuesOf(amendment.after), locale);
      const refused = { changes, reason: amendment.reason ?? "", link: ownLink };
      return { to, locale, mail: { kind: "amendment_refused", ...about, ...refused } };
    }
    default:
      return null;
  }
}

/** Whether a mail to confirm may go to its address: its reader did not say "not me", and did not get too many. */
async function isWelcome({ signature, attempts }: QueuedMessage, email: string): Promise<boolean> {
  if (!signature || (await wantsNoMail(email, signature.letterId))) return false;
  return mayMailToConfirm(email, { isProven: signature.isProven, attempts });
}

/** The receipt in words; its proof is on the signer's own page. */
function receiptOf(signature: NonNullable<QueuedMessage["signature"]>, link: string, locale: Locale) {
  const { number: version, locale: language, sha256 } = signature.letterVersion;
  return {
    version,
    language: languageInSentence(language, locale),
    sha256,
    signed: formatLongMoment(signature.createdAt, locale),
    decided: formatLongMoment(signature.decidedAt ?? signature.createdAt, locale),
    textLink: `${link}/text/${sha256}.txt`,
    checkLink: `${link}/log`,
  };
}

/** Whether the decision that a mail tells is still the one that holds: it may have been decided again before the mail's time. */
async function isTheDecision({ signatureId, decisionId }: QueuedMessage): Promise<boolean> {
  if (!signatureId || !decisionId) return true;
  const holding = await db().decision.findFirst({
    where: { signatureId, undoneAt: null },
    orderBy: { number: "desc" },
    select: { id: true },
  });
  return holding?.id === decisionId;
}

/** What of a signature moderators can correct. */
function currentOf(signature: NonNullable<QueuedMessage["signature"]>): FieldValues {
  return Object.fromEntries(correctableFields.map((field) => [field, signature[field]]));
}

/** The fields that were changed, as they were and as they are, for a reader of `locale`. */
function changesBetween(was: KeptValues, is: KeptValues, locale: Locale) {
  const shown = (field: AmendableField, value: string | boolean | null | undefined) => {
    if (typeof value === "boolean") return value ? "yes" : "no";
    return field === "country" && value ? countryName(value, locale) : (value ?? "");
  };
  return amendableFields.flatMap((field) =>
    field in was && was[field] !== is[field]
      ? [{ field, before: shown(field, was[field]), after: shown(field, is[field]) }]
      : [],
  );
}

function confirmLink(letter: Letter, locale: Locale, token: RawToken): string {
  return `${siteUrl()}/${locale}/${letter.slug}/confirm?token=${token}`;
}
