import { defaultLocale, isLocale, type Locale } from "@/lib/i18n/locales";

/** Countries where one of our languages is the one that an office reads; in those with several the letter's language decides. */
const languageOfCountry: Record<Locale, readonly string[]> = {
  de: ["AT", "DE", "LI"],
  fr: ["FR", "MC"],
  en: ["AU", "GB", "IE", "NZ", "US"],
};

/** The language in which an organisation is written to that did not choose one: its country's, else the letter's. */
export function languageOfNotice(country: string | null, letterLocale: string): Locale {
  const spoken = Object.entries(languageOfCountry).find(([, countries]) => countries.includes(country ?? ""));
  const locale = spoken?.[0];
  if (isLocale(locale)) return locale;
  return isLocale(letterLocale) ? letterLocale : defaultLocale;
}
