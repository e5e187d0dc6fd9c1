import { stringify } from "csv-stringify/sync";

/**
 * One line of CSV (RFC 4180, CRLF) that no spreadsheet takes for a formula: each line of a cell that begins, after trimming and
 * NFKC, with = + - @ gets an apostrophe before it (OWASP, CSV injection), also where the sign is full-width or hidden.
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
    .map((line) => (/^[=+\-@]/.test(line.normalize("NFKC").trim()) ? `'${line}` : line))
    .join("\n");
}
