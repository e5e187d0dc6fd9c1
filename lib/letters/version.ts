import { createHash } from "node:crypto";

/** The words that a reader of a letter sees, in one language. */
export interface LetterText {
  title: string;
  standfirst: string;
  body: string;
  note: string | null;
}

/** A letter's exact text: title, standfirst, note and Markdown body, each followed by an empty line. */
export function exactText({ title, standfirst, note, body }: LetterText): string {
  return `${title}\n\n${standfirst}\n\n${note ?? ""}\n\n${body}\n\n`;
}

/** Hex SHA-256 of a letter's exact text in UTF-8, so that anyone can compute it with `sha256sum`. */
export function sha256OfText(text: LetterText): string {
  return createHash("sha256").update(exactText(text)).digest("hex");
}
