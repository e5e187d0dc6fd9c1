import { isLocale, type Locale, negotiateLocale } from "@/lib/i18n/locales";

/** The language of the built-in inbox, whose address has none: that of the page that led there, else the browser's. */
export function inboxLocale(request: Request): Locale {
  const asked = new URL(request.url).searchParams.get("lang") ?? "";
  return isLocale(asked) ? asked : negotiateLocale(request.headers.get("accept-language"));
}
