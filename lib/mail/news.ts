import { db } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { recentLetter } from "@/lib/letters/queries";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";
import { blocksOf } from "@/lib/news/markup";
import { stillGetsNews } from "@/lib/news/recipients";
import { textFor } from "@/lib/news/schema";
import type { RawToken } from "@/lib/tokens/tokens";

/**
 * The mail of a news, to a signer or as a copy to a moderator; null where there is nothing to write any more (it was turned off, the
 * name came off the list, mail to the address came back).
 */
export async function describeNews(
  { newsId, letter: about, moderator, signature }: QueuedMessage,
  locale: Locale,
  token: RawToken | null,
): Promise<DescribedMail | null> {
  const letter = about && (await recentLetter(about.slug, locale));
  const texts = newsId ? await db().newsText.findMany({ where: { newsId } }) : [];
  const text = letter && textFor(texts, locale, letter.defaultLocale);
  if (!letter || !text) return null;
  const here = `${siteUrl()}/${locale}/${letter.slug}`;
  const said = { subject: text.subject, blocks: blocksOf(text.body) };
  const mail = { kind: "news", letterTitle: letter.version.title, link: here, ...said } as const;
  if (moderator) return { to: moderator.email, locale, mail: { ...mail, name: null, unsubscribeLink: null } };
  if (!signature?.email || !token || !(await stillGetsNews(signature.id))) return null;
  const unsubscribeLink = `${here}/unsubscribe?token=${token}`;
  return {
    to: signature.email,
    locale,
    mail: { ...mail, name: signature.name, unsubscribeLink },
    unsubscribe: unsubscribeLink,
    list: `${letter.slug}.news.${new URL(siteUrl()).hostname}`,
  };
}
