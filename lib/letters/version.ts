import { createHash } from "node:crypto";

/** The words that a reader of a letter sees, in one language. */
export interface LetterText {
  title: string;
  standfirst: string;
  body: string;
  note: string | null;
}

/**
 * Hex SHA-256 of a letter's exact text: title, standfirst, note and Markdown body as UTF-8, each followed by an
 * empty line, so that anyone can compute it with `sha256sum`.
 */
export function sha256OfText({ title, standfirst, note, body }: LetterText): string {
  return createHash("sha256")
    .update(`${title}\n\n${standfirst}\n\n${note ?? ""}\n\n${body}\n\n`)
    .digest("hex");
}
