import { LRUCache } from "lru-cache";
import { db } from "@/lib/db";
import { isLocale, type Locale } from "@/lib/i18n/locales";
import type { LetterText } from "@/lib/letters/version";

/** An immutable text of a letter in one language. */
export interface LetterVersion {
  id: string;
  locale: Locale;
  number: number;
  title: string;
  standfirst: string;
  /** Markdown. */
  body: string;
  note: string | null;
  /** Hex SHA-256 of the exact text; see lib/letters/version.ts. */
  sha256: string;
}

/** A letter as the public reads it: its facts and its newest text in one language. */
export interface Letter {
  id: string;
  slug: string;
  publisher: string;
  publisherUrl: string | null;
  date: Date;
  accent: string;
  closesAt: Date | null;
  publishedCount: number;
  /** For how many months after its end the addresses of its signers are kept. */
  contactMonths: number;
  /** Whom to write to about personal data. */
  privacyContact: string | null;
  defaultLocale: Locale;
  /** Languages that the letter has a text in. */
  locales: Locale[];
  version: LetterVersion;
}

/**
 * A letter with its newest text in `locale`, or in the letter's own language where it has none. Null if unknown.
 */
export async function findLetter(slug: string, locale: Locale): Promise<Letter | null> {
  const letter = await db().letter.findUnique({
    where: { slug },
    include: { versions: { orderBy: { number: "desc" }, distinct: ["locale"] } },
  });
  if (!letter) return null;
  const versions = letter.versions.flatMap((version) =>
    isLocale(version.locale) ? [{ ...version, locale: version.locale }] : [],
  );
  const own = isLocale(letter.defaultLocale) ? letter.defaultLocale : versions[0]?.locale;
  const version =
    versions.find((candidate) => candidate.locale === locale) ??
    versions.find((candidate) => candidate.locale === own);
  if (!version || !own) return null;
  return {
    id: letter.id,
    slug: letter.slug,
    publisher: letter.publisher,
    publisherUrl: letter.publisherUrl,
    date: letter.date,
    accent: letter.accent,
    closesAt: letter.closesAt,
    publishedCount: letter.publishedCount,
    contactMonths: letter.contactMonths,
    privacyContact: letter.privacyContact,
    defaultLocale: own,
    locales: versions.map((candidate) => candidate.locale),
    version,
  };
}

const recent = new LRUCache<string, Letter>({ max: 200, ttl: 1000 });

/** `findLetter`, at most a second old: for signing, where hundreds at once ask for the same letter. */
export async function recentLetter(slug: string, locale: Locale): Promise<Letter | null> {
  const key = `${slug} ${locale}`;
  const known = recent.get(key);
  if (known) return known;
  const letter = await findLetter(slug, locale);
  if (letter) recent.set(key, letter);
  return letter;
}

/** Whether a letter takes signatures at a moment. */
export function isOpenForSigning(letter: Pick<Letter, "closesAt">, now: Date): boolean {
  return letter.closesAt === null || now < letter.closesAt;
}

/** The words of one version of a letter, in whichever language has this SHA-256. Null if unknown. */
export function findText(slug: string, sha256: string): Promise<(LetterText & { letterId: string }) | null> {
  return db().letterVersion.findFirst({
    where: { sha256, letter: { slug } },
    select: { letterId: true, title: true, standfirst: true, body: true, note: true },
  });
}

export interface LetterListing {
  slug: string;
  title: string;
  titleLocale: string;
  publisher: string;
  date: Date;
  publishedCount: number;
}

/** All letters of this site, newest first, at most 100: their titles, not their texts. */
export async function listLetters(locale: Locale): Promise<LetterListing[]> {
  const letters = await db().letter.findMany({
    orderBy: [{ date: "desc" }, { slug: "asc" }],
    take: 100,
    select: {
      slug: true,
      publisher: true,
      date: true,
      publishedCount: true,
      defaultLocale: true,
      versions: { orderBy: { number: "desc" }, select: { locale: true, title: true } },
    },
  });
  return letters.flatMap(({ versions, defaultLocale, ...letter }) => {
    const version =
      versions.find((text) => text.locale === locale) ??
      versions.find((text) => text.locale === defaultLocale);
    return version ? { ...letter, title: version.title, titleLocale: version.locale } : [];
  });
}
