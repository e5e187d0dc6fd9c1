import { readWaiting, wantsMail } from "@/lib/digest/queries";
import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { formatDay } from "@/lib/i18n/translate";
import { findLetter } from "@/lib/letters/queries";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";

/**
 * What a mail about what waits says, counted at the moment of sending; null where nothing waits any more, or where its
 * reader may not decide or does not want mail any more.
 */
export async function describeDigest(
  { letter, letterId, moderator, moderatorId }: QueuedMessage,
  locale: Locale,
  now: Date,
): Promise<DescribedMail | null> {
  if (!letter || !letterId || !moderator || !moderatorId) return null;
  if (!(await wantsMail(letterId, moderatorId))) return null;
  const waiting = await readWaiting(letterId, moderatorId, now);
  const text = await findLetter(letter.slug, locale);
  if (!waiting || !text) return null;
  const desk = `${siteUrl()}/admin/letters/${letter.slug}`;
  const { count, doubtful, amended, fresh, oldest } = waiting;
  return {
    to: moderator.email,
    locale,
    mail: {
      kind: "digest",
      letterTitle: text.version.title,
      count,
      doubtful,
      amended,
      fresh,
      oldest: formatDay(oldest, locale),
      link: desk,
      choiceLink: `${desk}/notices`,
    },
    unsubscribe: `${desk}/notices`,
  };
}
