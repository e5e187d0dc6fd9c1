import { z } from "zod";
import { type Locale, locales } from "@/lib/i18n/locales";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";
import { requiredText } from "@/lib/text";

/** Longest subject and text of news, in UTF-16 code units. */
export const newsLimits = { subject: 120, body: 10_000 } as const;

/** News in one language. */
export interface NewsText {
  locale: Locale;
  subject: string;
  body: string;
}

const Subject = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1, "required")
      .max(newsLimits.subject, "tooLong")
      .refine((text) => !hasUnsafeCharacters(text), "characters"),
  );
const Body = requiredText(newsLimits.body);

/** What is wrong with a field of the form. */
export interface NewsProblem {
  field: `${"subject" | "body"}-${Locale}`;
  problem: "required" | "tooLong" | "characters";
}

/**
 * Checks the texts as they were typed. The letter's own language must be there; another is left out where both its fields are
 * empty, and whole otherwise.
 */
export function parseNews(
  typed: { locale: string; subject: string; body: string }[],
  own: Locale,
): { texts: NewsText[] } | { problems: NewsProblem[] } {
  const texts: NewsText[] = [];
  const problems: NewsProblem[] = [];
  for (const locale of locales) {
    const { subject = "", body = "" } = typed.find((text) => text.locale === locale) ?? {};
    if (locale !== own && subject.trim() === "" && body.trim() === "") continue;
    const parsed = { subject: Subject.safeParse(subject), body: Body.safeParse(body) };
    for (const name of ["subject", "body"] as const) {
      const code = parsed[name].error?.issues[0]?.message as NewsProblem["problem"] | undefined;
      if (code) problems.push({ field: `${name}-${locale}`, problem: code });
    }
    if (parsed.subject.data && parsed.body.data)
      texts.push({ locale, subject: parsed.subject.data, body: parsed.body.data });
  }
  return problems.length > 0 ? { problems } : { texts };
}

/** The text for a reader of `locale`: in that language, else in the letter's own. */
export function textFor<T extends { locale: string }>(texts: T[], locale: string, own: string): T | null {
  return (
    texts.find((text) => text.locale === locale) ??
    texts.find((text) => text.locale === own) ??
    texts[0] ??
    null
  );
}
