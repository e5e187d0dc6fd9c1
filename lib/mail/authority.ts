import { membershipWith } from "@/lib/accounts/rights";
import { openAddress } from "@/lib/addresses/seal";
import { endOfNotice } from "@/lib/authority/days";
import { graceDays } from "@/lib/authority/schema";
import { db } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { formatDay } from "@/lib/i18n/translate";
import { writeTo } from "@/lib/letters/contact";
import { findLetter } from "@/lib/letters/queries";
import { boundedLine, longestName } from "@/lib/mail/bounded-line";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";
import type { RawToken } from "@/lib/tokens/tokens";

type Described = Promise<DescribedMail | "nothing" | null>;

/** What a notice tells an organisation: who says to have signed for it, and until when it can object. */
export async function describeNotice(
  { signature, authorityNotice: notice }: QueuedMessage,
  token: RawToken | null,
  locale: Locale,
  now: Date,
): Described {
  if (!signature || !notice || !token) return null;
  const isTold = signature.status === "pending" || signature.status === "published";
  if (!isTold || notice.takenBackAt || notice.objectedAt) return "nothing";
  const letter = await findLetter(signature.letter.slug, locale);
  if (!letter) return null;
  return {
    to: openAddress(notice.sealedEmail, "authority_notice.email"),
    locale,
    mail: {
      kind: "authority",
      name: boundedLine(signature.name, longestName),
      representative: signature.representativeName && boundedLine(signature.representativeName, 80),
      role: signature.representativeRole && boundedLine(signature.representativeRole, 80),
      letterTitle: letter.version.title,
      publisher: letter.publisher,
      until: formatDay(endOfNotice(now, notice.days), locale),
      graceDays,
      link: `${siteUrl()}/${locale}/${letter.slug}/object?token=${token}`,
    },
  };
}

/** What a signer is told whose organisation objected. */
export async function describeObjected({ signature }: QueuedMessage, locale: Locale): Described {
  if (!signature?.email) return null;
  const letter = await findLetter(signature.letter.slug, locale);
  if (!letter) return null;
  const about = { name: signature.name, letterTitle: letter.version.title, contact: writeTo(letter) };
  return { to: signature.email, locale, mail: { kind: "objected", ...about } };
}

/** What moderators are told about an objection; whoever may not decide any more is told nothing. */
export async function describeObjection(
  { signature, moderator, moderatorId, letterId }: QueuedMessage,
  locale: Locale,
): Described {
  if (!signature || !moderator || !moderatorId || !letterId) return null;
  const decides = { ...membershipWith("moderate", moderatorId), letterId };
  if ((await db().membership.count({ where: decides })) === 0) return "nothing";
  const letter = await findLetter(signature.letter.slug, locale);
  if (!letter) return null;
  const desk = `${siteUrl()}/admin/letters/${letter.slug}`;
  return {
    to: moderator.email,
    locale,
    mail: {
      kind: "objection",
      letterTitle: letter.version.title,
      link: `${desk}/signatures/${signature.id}`,
      choiceLink: `${desk}/notices`,
    },
    unsubscribe: `${desk}/notices`,
  };
}
