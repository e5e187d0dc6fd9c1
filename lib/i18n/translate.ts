import { createTranslator } from "use-intl/core";
import type { Locale } from "@/lib/i18n/locales";
import de from "@/lib/i18n/messages/de.json" with { type: "json" };
import en from "@/lib/i18n/messages/en.json" with { type: "json" };
import fr from "@/lib/i18n/messages/fr.json" with { type: "json" };

export type Messages = typeof en;

export const messages: Record<Locale, Messages> = { en, de, fr };

function createFor(locale: Locale) {
  return createTranslator<Messages>({
    locale,
    messages: messages[locale],
    timeZone: "UTC",
    // A missing word is a bug that a test finds, not a key on a public page.
    onError: (error) => {
      throw error;
    },
  });
}

export type Translate = ReturnType<typeof createFor>;

const made = new Map<Locale, Translate>();

/** The translator of a locale: `t("sign.title")`, ICU MessageFormat with plurals, numbers and dates. */
export function translator(locale: Locale): Translate {
  let translate = made.get(locale);
  if (!translate) {
    translate = createFor(locale);
    made.set(locale, translate);
  }
  return translate;
}

/** The conventions of dates: English as it is written in Europe. */
const dateLocale: Record<Locale, string> = { en: "en-GB", de: "de", fr: "fr" };

/** A calendar day in words, for example 1 June 2022. */
export function formatDay(date: Date, locale: Locale): string {
  const day = new Intl.DateTimeFormat(dateLocale[locale], { dateStyle: "long", timeZone: "UTC" }).format(
    date,
  );
  // French writes the first of a month as an ordinal; CLDR's pattern does not.
  return locale === "fr" ? day.replace(/^1(?= )/, "1er") : day;
}

/** A moment in words, in UTC, for the desk and mails. */
export function formatMoment(date: Date, locale: Locale): string {
  const format = new Intl.DateTimeFormat(dateLocale[locale], {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${format.format(date)} UTC`;
}

/** A whole number with the language's separators. */
export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(dateLocale[locale]).format(count);
}
