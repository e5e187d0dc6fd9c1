import type { Evidence } from "@/lib/evidence/evidence";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";

/** A piece of evidence in words. */
export function evidenceText(t: Translate, { code, values }: Evidence, locale: Locale): string {
  const at = typeof values.at === "string" ? { at: formatMoment(new Date(values.at), locale) } : {};
  return t(`evidence.${code}`, { ...values, ...at });
}
