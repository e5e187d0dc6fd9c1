/**
 * The likely language of a name, where its script tells: Greek letters are Greek, Arabic letters Arabic, Cyrillic
 * depends on the country (Unicode CLDR likely subtags). A name in Latin letters tells nothing: null.
 */
export function languageOfName(name: string, country: string | null): string | null {
  const script = foreignScripts.find((candidate) =>
    new RegExp(`\\p{Script=${candidate.name}}`, "u").test(name),
  );
  if (!script) return null;
  const local = country ? new Intl.Locale(`und-${script.code}-${country}`).maximize() : null;
  if (local?.script === script.code && local.language !== "und") return local.language;
  return new Intl.Locale(`und-${script.code}`).maximize().language;
}

const foreignScripts = [
  { name: "Greek", code: "Grek" },
  { name: "Cyrillic", code: "Cyrl" },
  { name: "Arabic", code: "Arab" },
  { name: "Hebrew", code: "Hebr" },
  { name: "Armenian", code: "Armn" },
  { name: "Georgian", code: "Geor" },
  { name: "Devanagari", code: "Deva" },
  { name: "Thai", code: "Thai" },
  { name: "Hangul", code: "Kore" },
  { name: "Hiragana", code: "Jpan" },
  { name: "Katakana", code: "Jpan" },
  { name: "Han", code: "Hans" },
];

/** The writing direction of a language tag. */
export function directionOf(language: string): "ltr" | "rtl" {
  return ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo"].includes(new Intl.Locale(language).maximize().script ?? "")
    ? "rtl"
    : "ltr";
}
