import type { Evidence } from "@/lib/evidence/evidence";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";

/** A piece of evidence in words. */
export function evidenceText(t: Translate, { code, values }: Evidence, locale: Locale): string {
  const readable = typeof values.at === "string" ? { at: formatMoment(new Date(values.at), locale) } : null;
  return t(`evidence.${code}`, readable ? { ...values, ...readable } : values);
}
