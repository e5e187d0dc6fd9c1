/**
 * Trims, joins runs of white space and brings a line of text to Unicode NFC, so that equal names are equal.
 */
export function tidyLine(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[ \t\u00a0\u2000-\u200a\u202f\u3000]+/gu, " ")
    .trim();
}

/**
 * Whether a line holds characters that a name never needs and that mislead: control characters, line and paragraph
 * separators, bidirectional embeddings, overrides and isolates (Unicode TR 36), invisible format characters, private
 * use and unassigned code points, lone surrogates. The joiners that Persian, Indic and emoji names need are allowed.
 */
export function hasUnsafeCharacters(text: string): boolean {
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/u.test(text);
}
