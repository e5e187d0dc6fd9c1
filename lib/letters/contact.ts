import type { Letter } from "@/lib/letters/queries";

/**
 * Whom to write to about a letter, in one line for a sentence: the publisher, with the e-mail address that its privacy page gives, or
 * with its website where no such address is set.
 */
export function writeTo({
  publisher,
  publisherUrl,
  privacyContact,
}: Pick<Letter, "publisher" | "publisherUrl" | "privacyContact">): string {
  const address = /[^\s<>()@,;:"]+@[^\s<>()@,;:"]+\.[\p{L}\p{N}-]+/u.exec(privacyContact ?? "")?.[0];
  const way = address ?? (publisherUrl && shortly(publisherUrl));
  return way ? `${publisher} (${way})` : publisher;
}

/** A website as people say it: without what every address begins and ends with. */
function shortly(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
}
