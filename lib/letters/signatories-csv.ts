import { parse } from "csv-parse/sync";
import { countryCodes } from "@/lib/i18n/countries";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";
import { lengths } from "@/lib/signatures/schema";

export interface ImportedSignatory {
  /** Line of the file, from 1, where the row begins. */
  line: number;
  order: number;
  kind: "organisation" | "individual";
  name: string;
  nameAlt: string | null;
  country: string | null;
  website: string | null;
  /** BCP 47 tag of the name's language. */
  language: string | null;
}

export interface RefusedRow {
  line: number;
  name: string;
  why: string[];
}

export interface SignatoriesFile {
  accepted: ImportedSignatory[];
  refused: RefusedRow[];
}

const columns = {
  name: "name",
  "name in another language": "nameAlt",
  name_in_another_language: "nameAlt",
  kind: "kind",
  country: "country",
  website: "website",
  order: "order",
  language: "language",
} as const;
type Column = (typeof columns)[keyof typeof columns];

type CsvRow = Partial<Record<Column, string>>;

/**
 * Reads a list of signatories from CSV as spreadsheets write it: with or without BOM, comma, semicolon or tab, CRLF or
 * LF, quoted fields, blank lines. Rows come back in their `order` (or the file's), each refused one with every reason.
 */
export function parseSignatories(text: string): SignatoriesFile {
  const parsed = readRows(text);
  if (!parsed.ok) return { accepted: [], refused: [{ line: parsed.line, name: "", why: [parsed.why] }] };
  const refused: RefusedRow[] = [];
  const accepted: ImportedSignatory[] = [];
  for (const { row, line, index } of parsed.rows) {
    const { signatory, why } = readSignatory(row, line, index + 1);
    if (why.length > 0) refused.push({ line, name: row.name ?? "", why });
    else accepted.push(signatory);
  }
  refuseRepeats(accepted, refused);
  accepted.sort((a, b) => a.order - b.order || a.line - b.line);
  refused.sort((a, b) => a.line - b.line);
  return { accepted, refused };
}

type Rows =
  | { ok: true; rows: { row: CsvRow; line: number; index: number }[] }
  | { ok: false; line: number; why: string };

function readRows(text: string): Rows {
  let header: (Column | null)[] = [];
  let unknown: string[] = [];
  try {
    const records: { record: CsvRow; info: { lines: number; records: number } }[] = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      columns: (names: string[]) => {
        header = names.map((name) => columns[name.trim().toLowerCase() as keyof typeof columns] ?? null);
        unknown = names.filter((name, at) => header[at] === null && name.trim() !== "");
        return header.map((column) => column ?? false);
      },
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count_less: true,
    });
    if (!header.includes("name")) return { ok: false, line: 1, why: "the first row has no column “name”" };
    if (unknown.length > 0) return { ok: false, line: 1, why: `unknown column: ${unknown.join(", ")}` };
    const twice = header.find((column, at) => column && header.indexOf(column) !== at);
    if (twice) return { ok: false, line: 1, why: `two columns for ${twice}` };
    return {
      ok: true,
      rows: records.map(({ record, info }, index) => ({ row: record, line: info.lines, index })),
    };
  } catch (error) {
    const line = error instanceof Error && "lines" in error ? Number(error.lines) : 1;
    return { ok: false, line, why: `not readable as CSV: ${error instanceof Error ? error.message : error}` };
  }
}

/** The sign that parts the header's names. */
function delimiterOf(text: string): string {
  const first = text.split(/\r?\n/).find((line) => line.replace(/^\uFEFF/, "").trim() !== "") ?? "";
  const count = (sign: string) => first.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ",");
}

function readSignatory(row: CsvRow, line: number, index: number) {
  const why: string[] = [];
  const field = (column: Column, max: number): string | null => {
    const text = tidyLine(row[column] ?? "");
    if (hasUnsafeCharacters(text)) why.push(`${column} holds control or invisible characters`);
    else if (text.length > max) why.push(`${column} is longer than ${max} characters`);
    return text || null;
  };
  const signatory: ImportedSignatory = {
    line,
    order: readOrder(row.order, index, why),
    kind: readKind(row.kind, why),
    name: field("name", lengths.name) ?? "",
    nameAlt: field("nameAlt", lengths.name),
    country: readCountry(row.country, why),
    website: readWebsite(field("website", lengths.website), why),
    language: readLanguage(row.language, why),
  };
  if (signatory.name === "") why.push("name is empty");
  return { signatory, why };
}

function readOrder(text: string | undefined, index: number, why: string[]): number {
  const order = text?.trim() ? Number(text.trim()) : index;
  if (!Number.isSafeInteger(order) || order < 0) why.push(`order “${text}” is not a whole number`);
  return order;
}

function readKind(text: string | undefined, why: string[]): "organisation" | "individual" {
  const kind = (text ?? "").trim().toLowerCase();
  if (kind === "individual") return "individual";
  if (!["", "organisation", "organization"].includes(kind))
    why.push(`kind “${text}” is not organisation or individual`);
  return "organisation";
}

function readCountry(text: string | undefined, why: string[]): string | null {
  const code = (text ?? "").trim().toUpperCase();
  if (code && !countryCodes.includes(code))
    why.push(`country “${text}” is not an ISO 3166-1 code of two letters`);
  return code || null;
}

function readWebsite(text: string | null, why: string[]): string | null {
  if (!text) return null;
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address) || !new URL(address).hostname.includes(".") || /^[a-z]+:(?!\/\/)/i.test(text)) {
    why.push(`website “${text}” is not a web address`);
    return null;
  }
  return new URL(address).href;
}

function readLanguage(text: string | undefined, why: string[]): string | null {
  const tag = (text ?? "").trim();
  if (!tag) return null;
  try {
    return new Intl.Locale(tag).toString();
  } catch {
    why.push(`language “${text}” is not a language tag`);
    return null;
  }
}

/** The same name twice is one signature too many. Later rows are refused. */
function refuseRepeats(accepted: ImportedSignatory[], refused: RefusedRow[]): void {
  const seen = new Map<string, number>();
  for (let at = 0; at < accepted.length; ) {
    const row = accepted[at];
    if (!row) break;
    const key = importKeyOf(row);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, row.line);
      at += 1;
    } else {
      refused.push({ line: row.line, name: row.name, why: [`the same name stands in line ${first}`] });
      accepted.splice(at, 1);
    }
  }
}

/** What makes two imported rows the same signature, so that an import can be run again. */
export function importKeyOf({ kind, name }: Pick<ImportedSignatory, "kind" | "name">): string {
  return `${kind}:${name.toLowerCase()}`;
}
