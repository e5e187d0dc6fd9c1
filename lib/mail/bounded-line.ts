/**
 * A line that strangers wrote, for a mail to other strangers: at most `length` characters, and broken by an invisible WORD JOINER
 * behind each sign that an address could be made of, so that no mail program makes a link of it.
 */
export function boundedLine(text: string, length: number): string {
  const characters = [...text.replace(/\s+/gu, " ").trim()];
  const bounded =
    characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
  return bounded.replace(/[.:/@](?=\S)/gu, "$&\u2060");
}
