import { cutAtWord, longestName } from "@/lib/mail/bounded-line";

/**
 * A name as it may stand in a mail to an address that anybody can type: one line of at most 130 characters that no mail program
 * makes a link of. Schemes and `www.` go, dots inside words and at-signs are set apart: `change.org` becomes `change. org`.
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
  return cutAtWord(line, longestName);
}
