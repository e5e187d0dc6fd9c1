const shown = "<recipient>";

/**
 * What a mail server said, without the address that it was asked about, in whichever case or encoding it repeats it, without any
 * other address, and without the part before the @ where that stands alone (“User rosa unknown”).
 */
export function withoutAddress(said: string, address: string): string {
  const local = address.slice(0, address.lastIndexOf("@"));
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // As it is, percent-encoded in a link, and as a bounce address has it (VERP).
  const spellings = [address, encodeURIComponent(address), address.replace("@", "=")].map(literal);
  return said
    .replace(new RegExp(`<?(?:${spellings.join("|")})>?`, "gi"), shown)
    .replace(/<?[^\s<>()[\]"',;:]+(?:@|%40)[^\s<>()[\]"',;:]+>?/gi, shown)
    .replace(new RegExp(`(?<![\\p{L}\\p{N}._<-])${literal(local)}(?![\\p{L}\\p{N}_>-])`, "giu"), shown);
}
