import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { formatDay } from "@/lib/i18n/translate";
import { recentLetter } from "@/lib/letters/queries";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";
import { plainName } from "@/lib/mail/plain-name";
import { makeLinks } from "@/lib/signers/links";
import type { RawToken } from "@/lib/tokens/tokens";

/** Where a signer's own page is opened. */
export function ownPageLink(slug: string, locale: Locale, token: RawToken): string {
  return `${siteUrl()}/${locale}/${slug}/mine?token=${token}`;
}

/** The links that somebody asked for again: to each signature of the letter that was given with this address. */
export async function describeOwnLinks(
  { id, signature }: QueuedMessage,
  locale: Locale,
  now: Date,
): Promise<DescribedMail | null> {
  const letter = signature && (await recentLetter(signature.letter.slug, locale));
  if (!letter || !signature.email) return null;
  const links = await makeLinks({ id, letterId: letter.id, email: signature.email }, now);
  if (links.length === 0) return null;
  return {
    to: signature.email,
    locale,
    mail: {
      kind: "own_page",
      letterTitle: letter.version.title,
      publisher: letter.publisher,
      signatures: links.map(({ name, createdAt, token }) => ({
        // Whoever reads this may not have typed it.
        name: plainName(name),
        signed: formatDay(createdAt, locale),
        link: ownPageLink(letter.slug, locale, token),
      })),
    },
  };
}
