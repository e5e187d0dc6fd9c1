/** Longest name in a mail to somebody who may not have asked for it, in characters. */
const longest = 80;

/**
 * A name as it may stand in a mail to an address that anybody can type: one line of at most 80 characters that no mail program makes
 * a link of. Schemes and `www.` go, dots inside words and at-signs are set apart: `change.org` becomes `change. org`.
 */
export function plainName(name: string): string {
  const line = name
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/\b[a-z][a-z0-9+.-]*:\/*(?=\S)/giu, "")
    .replace(/\bwww\d*\.(?=\S)/giu, "")
    .replace(/([.。．｡])(?=[\p{L}\p{N}])/gu, "$1 ")
    .replace(/\s*@\s*/gu, " @ ")
    .replace(/\/{2,}/gu, "/")
    .trim();
  const characters = [...line];
  return characters.length <= longest
    ? line
    : `${characters
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`;
}
