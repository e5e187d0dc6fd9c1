import type { Metadata } from "next";
import { currentModerator, deskLocale } from "@/app/admin/_session";
import type { Locale } from "@/lib/i18n/locales";
import { type Translate, translator } from "@/lib/i18n/translate";
import { findLetter } from "@/lib/letters/queries";
import { deskLetter } from "@/lib/moderation/queries";

/** What a letter is called at the desk: its title, in the language of whoever reads it. */
export async function letterTitle(slug: string, locale: Locale): Promise<string> {
  return (await findLetter(slug, locale))?.version.title ?? slug;
}

/**
 * The title of a page of a letter's desk, to be told from others in a row of tabs. It names nothing to whoever may not see it: then
 * it is the desk's own.
 */
export async function titleAtLetter(
  params: Promise<{ slug: string }>,
  words: (t: Translate, moderatorId: string) => string | Promise<string | null>,
): Promise<Metadata> {
  const { slug } = await params;
  const moderator = await currentModerator();
  if (!moderator || !(await deskLetter(slug, moderator.moderatorId))) return {};
  const locale = await deskLocale();
  const name = await words(translator(locale), moderator.moderatorId);
  return name ? { title: `${name} – ${await letterTitle(slug, locale)}` } : {};
}

/** The title of a page of the desk that belongs to no letter. */
export async function titleAtDesk(words: (t: Translate) => string): Promise<Metadata> {
  return { title: words(translator(await deskLocale())) };
}
