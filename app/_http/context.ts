import type { PageContext } from "@/app/_ui/document/Document";
import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";

/** What the components of a public document need to know. */
export function pageContext(locale: Locale): PageContext {
  return { locale, t: translator(locale), site: siteUrl() };
}
