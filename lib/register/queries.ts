import { db, type Tx } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";
import { type Cursor, encodeCursor } from "@/lib/register/cursor";
import type { Signatory } from "@/lib/register/signatory";

export type RegisterOrder = Cursor["sort"];

export interface RegisterPage {
  signatories: Signatory[];
  /** Opaque; null on the last page. */
  next: string | null;
}

export interface RegisterRequest {
  letterId: string;
  sort: RegisterOrder;
  /** Rows per page, at least 1. */
  limit: number;
  after?: Cursor | null;
}

type Row = Omit<Signatory, "representative"> & {
  id: string;
  representativeName: string | null;
  representativeRole: string | null;
};

/** The public columns. A representative leaves the database only where they agreed to be named. */
const publicColumns = Prisma.sql`
  id, position, kind, name, name_lang AS "nameLang", name_alt AS "nameAlt", name_alt_lang AS "nameAltLang",
  country, website,
  CASE WHEN show_representative THEN representative_name END AS "representativeName",
  CASE WHEN show_representative THEN representative_role END AS "representativeRole"`;

/** One page of a letter's published signatures, by keyset: its cost does not grow with the list. */
export async function readRegister({ letterId, sort, limit, after }: RegisterRequest): Promise<RegisterPage> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT ${publicColumns} FROM signature
    WHERE letter_id = ${letterId}::uuid AND status = 'published' ${beyond(after ?? null, sort)}
    ORDER BY ${sort === "signed" ? Prisma.sql`position` : Prisma.sql`name COLLATE "und-x-icu", id`}
    LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    signatories: page.map(toSignatory),
    next: rows.length > limit && last ? encodeCursor(cursorOf(last, sort)) : null,
  };
}

function beyond(after: Cursor | null, sort: RegisterOrder): Prisma.Sql {
  if (after?.sort !== sort) return Prisma.empty;
  return after.sort === "signed"
    ? Prisma.sql`AND position > ${after.position}`
    : Prisma.sql`AND (name COLLATE "und-x-icu", id) > (${after.name} COLLATE "und-x-icu", ${after.id}::uuid)`;
}

function cursorOf(row: Row, sort: RegisterOrder): Cursor {
  return sort === "signed" ? { sort, position: row.position } : { sort, name: row.name, id: row.id };
}

function toSignatory(row: Row): Signatory {
  return {
    position: row.position,
    kind: row.kind,
    name: row.name,
    nameLang: row.nameLang,
    nameAlt: row.nameAlt,
    nameAltLang: row.nameAltLang,
    country: row.country,
    website: row.website,
    representative: row.representativeName
      ? { name: row.representativeName, role: row.representativeRole }
      : null,
  };
}

/** Whether a search is long enough: the trigram index needs three letters or digits in a row. */
export function isSearchable(text: string): boolean {
  return /[\p{L}\p{M}\p{N}]{3}/u.test(text);
}

/** A search shows this many names and no more; it stops looking there. */
export const searchLimit = 100;

export interface SearchResult {
  signatories: Signatory[];
  /** Whether there are more than `searchLimit`. */
  isCut: boolean;
}

/** Published names that contain `text`, accents and case apart. */
export async function searchRegister(letterId: string, text: string): Promise<SearchResult> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT * FROM (
      SELECT ${publicColumns} FROM signature
      WHERE letter_id = ${letterId}::uuid AND status = 'published'
        AND register_text(name, name_alt) LIKE '%' || register_pattern(${text}) || '%'
      LIMIT ${searchLimit + 1}
    ) AS found ORDER BY name COLLATE "und-x-icu", id`;
  return { signatories: rows.slice(0, searchLimit).map(toSignatory), isCut: rows.length > searchLimit };
}

/** A published name with its signature's id, and since when it stands on the list. */
export interface Listed {
  id: string;
  signatory: Signatory;
  since: Date;
}

/** What a list is searched by for an organisation that may be on it already. */
export interface Likeness {
  letterId: string;
  /** Names, each as parts that it contains: lower case, no accents, three letters or digits at least. */
  names: string[][];
  /** A registrable domain, or null where the organisation has none of its own. */
  domain: string | null;
}

/** So many candidates are looked at. Where more have all parts of a name, it is a name that says little. */
const lookedAt = 200;

/**
 * Published organisations whose name contains all parts of a name, or whose website is at a domain. Nothing else than published rows is
 * read, by indexes that hold no others: not even a clock tells of what waits.
 */
export async function findAlike(tx: Tx, { letterId, names, domain }: Likeness): Promise<Listed[]> {
  const published = Prisma.sql`letter_id = ${letterId}::uuid AND status = 'published' AND kind = 'organisation'`;
  const found = new Map<string, Listed>();
  const add = (rows: (Row & { since: Date })[]) => {
    for (const { since, ...row } of rows)
      found.set(row.id, { id: row.id, since, signatory: toSignatory(row) });
  };
  for (const parts of names.filter(({ length }) => length > 0)) {
    const contains = parts.map((part) => Prisma.sql`register_text(name, name_alt) LIKE ${`%${part}%`}`);
    add(
      await tx.$queryRaw`
      SELECT ${publicColumns}, published_at AS since FROM signature
      WHERE ${published} AND ${Prisma.join(contains, " AND ")} LIMIT ${lookedAt}`,
    );
  }
  if (domain !== null) {
    const site = Prisma.sql`register_site(website) COLLATE "C"`;
    const end = [...domain].reverse().join("");
    // Everything below a domain begins with its end and a dot; "/" is the character after the dot.
    add(
      await tx.$queryRaw`
      SELECT ${publicColumns}, published_at AS since FROM signature
      WHERE ${published} AND (${site} = ${end} OR (${site} >= ${`${end}.`} AND ${site} < ${`${end}/`}))
      ORDER BY position LIMIT ${lookedAt}`,
    );
  }
  return [...found.values()].sort((a, b) => a.signatory.position - b.signatory.position);
}

/** A published signature as the public sees it, with the text that it was given for (hex SHA-256). */
export interface Published {
  text: string;
  signatory: Signatory;
}

/** Those of some signatures that are published, by id. */
export async function readPublished(tx: Tx, ids: string[]): Promise<Map<string, Published>> {
  const rows = await tx.$queryRaw<(Row & { text: string })[]>`
    SELECT ${publicColumns}, (SELECT sha256 FROM letter_version v WHERE v.id = letter_version_id) AS text
    FROM signature WHERE id = ANY(${ids}::uuid[]) AND status = 'published'`;
  return new Map(rows.map(({ text, ...row }) => [row.id, { text, signatory: toSignatory(row) }]));
}
