import { membershipWith } from "@/lib/accounts/rights";
import { db } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment } from "@/lib/i18n/translate";
import { findLetter } from "@/lib/letters/queries";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";

/** The mail about a burst of sign-ons; null where slow mode ended meanwhile, or its reader may not decide any more. */
export async function describeBurst(
  { letter, letterId, moderator, moderatorId }: QueuedMessage,
  locale: Locale,
  now: Date,
): Promise<DescribedMail | null> {
  if (!letter || !letterId || !moderator || !moderatorId) return null;
  const [membership, protection, text] = await Promise.all([
    db().membership.findFirst({ where: { letterId, ...membershipWith("moderate", moderatorId) } }),
    db().protection.findUnique({ where: { letterId } }),
    findLetter(letter.slug, locale),
  ]);
  const until = protection?.slowUntil;
  if (!membership || !text || !until || until <= now) return null;
  const link = `${siteUrl()}/admin/letters/${letter.slug}`;
  const about = { letterTitle: text.version.title, until: formatMoment(until, locale), link };
  return { to: moderator.email, locale, mail: { kind: "burst", ...about } };
}
