import { stringify } from "csv-stringify/sync";

/**
 * One line of CSV (RFC 4180, CRLF) that no spreadsheet takes for a formula: each line of a cell that begins, after trimming and
 * NFKC, with = + - @ gets an apostrophe before it (OWASP, CSV injection), also where the sign is full-width or hidden. So does what
 * follows a semicolon or a tab: where a comma stands in numbers, spreadsheets part cells there, whatever is quoted.
 */
export function csvLine(cells: (string | number | null)[]): string {
  return stringify([cells.map((cell) => (typeof cell === "string" ? withoutFormula(cell) : cell))], {
    record_delimiter: "windows",
    // By itself it quotes the delimiter of records only, not a bare line feed.
    quoted_match: /[\r\n]/,
  });
}

function withoutFormula(cell: string): string {
  return cell
    .split(/\r\n|\r|\n/)
    .map((line) => defused(line).replace(/(?<=[;\t])[^;\t]+/g, defused))
    .join("\n");
}

function defused(text: string): string {
  return /^[\s"]*[=+\-@]/.test(text.normalize("NFKC")) ? `'${text}` : text;
}
