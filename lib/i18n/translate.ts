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

/** A moment in words with the month's whole name, in UTC: 3 June 2026, 14:02 UTC. */
export function formatLongMoment(date: Date, locale: Locale): string {
  const time = new Intl.DateTimeFormat(dateLocale[locale], { timeStyle: "short", timeZone: "UTC" });
  return `${formatDay(date, locale)}, ${time.format(date)} UTC`;
}

/** A whole number with the language's separators. */
export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(dateLocale[locale]).format(count);
}

/** A calendar day in few letters and without its year, for example 1 Jun. */
export function formatShortDay(date: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(dateLocale[locale], {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(date);
}

const units = [
  { unit: "minute", minutes: 1, below: 60 },
  { unit: "hour", minutes: 60, below: 1440 },
  { unit: "day", minutes: 1440, below: Number.POSITIVE_INFINITY },
] as const;

/** A length of time in the unit that suits it, for example 18 hours. */
export function formatMinutes(minutes: number, locale: Locale): string {
  const { unit, minutes: one } = units.find(({ below }) => minutes < below) ?? units[2];
  return unitFormat(unit, locale).format(minutes / one);
}

/** From one length of time to another, in the unit that suits the first, for example 1–4 hours. */
export function formatMinutesRange(from: number, to: number, locale: Locale): string {
  const { unit, minutes: one } = units.find(({ below }) => from < below) ?? units[2];
  return unitFormat(unit, locale).formatRange(from / one, to / one);
}

function unitFormat(unit: "minute" | "hour" | "day", locale: Locale): Intl.NumberFormat {
  return new Intl.NumberFormat(dateLocale[locale], {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 1,
  });
}
