/**
 * Longest name in a mail to somebody who may not have asked for it, in characters. Strangers choose it, so it is no more than names
 * take: the longest of an organisation that we know of has 126. Its page shows all of it.
 */
export const longestName = 130;

/** At most so many characters: cut behind a word where there is one in the second half, with an ellipsis. */
export function cutAtWord(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const room = characters.slice(0, length - 1).join("");
  const isWordWhole = /\s/u.test(characters[length - 1] ?? "");
  const words = isWordWhole ? room : room.replace(/\s\S*$/u, "");
  const kept = [...words].length * 2 >= length ? words : room;
  return `${kept.replace(/[\s,;:–—-]+$/u, "")}…`;
}

/**
 * A line that strangers wrote, for a mail to other strangers: at most `length` characters, and broken by an invisible WORD JOINER
 * behind each sign that an address could be made of, so that no mail program makes a link of it.
 */
export function boundedLine(text: string, length: number): string {
  const bounded = cutAtWord(text.replace(/\s+/gu, " ").trim(), length);
  return bounded.replace(/[.:/@](?=\S)/gu, "$&\u2060");
}
