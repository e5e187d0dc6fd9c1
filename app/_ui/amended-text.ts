import type { KeptValues } from "@/lib/corrections/keep";
import { countryName } from "@/lib/i18n/countries";
import type { Locale } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";
import type { AmendableField } from "@/lib/signatures/schema";

/**
 * What one field of a change says, for its signer and for the desk alike; empty where there is nothing. That somebody is named on the
 * list says who: also where the name itself stays, for after a handover it is one that the list never showed.
 */
export function amendedText(
  { t, locale }: { t: Translate; locale: Locale },
  field: AmendableField,
  values: KeptValues,
): string {
  const value = values[field];
  if (value === false) return t("amendment.no");
  if (value === true) {
    const person = [values.representativeName, values.representativeRole].filter(Boolean).join(", ");
    return person ? `${t("amendment.yes")} (${person})` : t("amendment.yes");
  }
  return field === "country" && value ? countryName(value, locale) : (value ?? "");
}
