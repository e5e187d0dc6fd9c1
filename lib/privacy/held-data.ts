import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { addressIndexes } from "@/lib/addresses/blind-index";
import { openAddress } from "@/lib/addresses/seal";
import { record } from "@/lib/audit/commands";
import { db, type Tx, transaction } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import { comparisons, type Evidence } from "@/lib/evidence/evidence";
import { Prisma } from "@/lib/generated/prisma/client";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { lockSignature } from "@/lib/moderation/changes";
import { categories } from "@/lib/privacy/categories";
import { tables } from "@/lib/privacy/register";
import { columnsIn, type StoredTable } from "@/lib/privacy/stored-table";
import { fail, ok, type Result } from "@/lib/result";

type Row = Record<string, unknown>;

/** Everything that is held about one signature, as the register says: rows by table, addresses opened (GDPR Art. 15 and 20). */
export interface HeldData {
  letter: string;
  /** The page that says why, how long, and who sees it. */
  information: string;
  held: Record<string, Row[]>;
  /** Tables of which more is held than the 1,000 rows here, with how many rows that is; mostly none. */
  incomplete: Record<string, number>;
}

/** Rows of one table that an export holds at most. */
export const mostRows = 1000;

/** What is held about a signature; null where there is none. Hashes are left out: they tell nobody anything. */
export async function heldData(signatureId: string, tx: Tx = db()): Promise<HeldData | null> {
  const signature = await tx.signature.findUnique({
    where: { id: signatureId },
    select: { locale: true, letter: { select: { slug: true } } },
  });
  if (!signature) return null;
  const held: Record<string, Row[]> = {};
  const incomplete: Record<string, number> = {};
  for (const [name, table] of tables) {
    const rows = await rowsOf(tx, name, table, signatureId);
    if (rows.length > 0) held[name] = rows.slice(0, mostRows);
    if (rows.length > mostRows) incomplete[name] = await countOf(tx, name, table, signatureId);
  }
  const { slug } = signature.letter;
  return { letter: slug, information: `${siteUrl()}/${signature.locale}/${slug}/privacy`, held, incomplete };
}

/**
 * Rows that are about somebody else (GDPR Art. 15(4)): whether whoever was named to take over wants no mail is for nobody to read, and
 * what waits or was refused beside a signature not for its signer, who may have signed to find out.
 */
const ofOthers: Record<string, Prisma.Sql> = {
  evidence: Prisma.sql`AND t.code <> ALL(${comparisons}::text[])`,
  message: Prisma.sql`AND (t.kind <> 'handover' OR EXISTS (
    SELECT 1 FROM handover h WHERE h.id = t.handover_id AND h.confirmed_at IS NOT NULL))`,
};

async function rowsOf(tx: Tx, name: string, table: StoredTable, signatureId: string): Promise<Row[]> {
  const columns = shownColumns(table);
  if (!table.of || columns.length === 0) return [];
  const said = columns.map((column) => Prisma.raw(inWords[`${name}.${column}`] ?? `t."${column}"`));
  const rows = await tx.$queryRaw<Row[]>`
    SELECT ${Prisma.join(said)} FROM ${Prisma.raw(`"${name}"`)} t
    WHERE t.${Prisma.raw(`"${table.of}"`)} = ${signatureId}::uuid ${ofOthers[name] ?? Prisma.empty} LIMIT ${mostRows + 1}`;
  return rows.map((row) => Object.fromEntries(Object.entries(row).map((entry) => opened(name, entry))));
}

async function countOf(tx: Tx, name: string, table: StoredTable, signatureId: string): Promise<number> {
  const [{ count } = { count: 0 }] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM ${Prisma.raw(`"${name}"`)} t
    WHERE t.${Prisma.raw(`"${table.of}"`)} = ${signatureId}::uuid ${ofOthers[name] ?? Prisma.empty}`;
  return count;
}

/** What a signer can read: what is theirs and no hash, and what helps to understand it. */
export function shownColumns({ personal = {}, shown }: StoredTable): string[] {
  const theirs = Object.entries(personal).flatMap(([column, { category, kept, clear, isOthers }]) => {
    const isSaid = kept !== "hashed" && clear !== "key" && clear !== "derived";
    return categories[category].whose !== "moderators" && isSaid && !isOthers ? [column] : [];
  });
  return [...theirs, ...columnsIn(shown)];
}

/** Columns that say nothing by themselves, as what they stand for. */
const inWords: Record<string, string> = {
  "consent.text_sha256": '(SELECT c.text FROM consent_text c WHERE c.sha256 = t.text_sha256) AS "text"',
  "signature_tag.tag_id": '(SELECT g.name FROM tag g WHERE g.id = t.tag_id) AS "tag"',
};

/** Addresses are sealed for their table (lib/addresses/seal.ts). */
function opened(table: string, [column, value]: [string, unknown]): [string, unknown] {
  // A decision keeps the evidence as it stood.
  if (column === "evidence" && Array.isArray(value))
    return [column, value.filter(({ code }: Evidence) => !comparisons.includes(code))];
  if (column === "sealed_email" && value instanceof Uint8Array)
    return ["email", openAddress(value, `${table}.email` as "signature.email")];
  return [column, typeof value === "bigint" ? Number(value) : value];
}

export type ExportRefusal =
  /** Not there, or not on a letter of this owner's: the two cannot be told apart. */
  "unknown";

/** What is held about a signature, for an owner of its letter who answers a request; with its entry in the log. */
export async function exportHeld(
  signatureId: string,
  slug: string,
  ownerId: string,
): Promise<Result<HeldData, ExportRefusal>> {
  if (!z.uuid().safeParse(signatureId).success) return fail("unknown");
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findFirst({
      where: { id: signatureId, letter: { slug, ...havingRight("govern", ownerId) } },
      select: { letterId: true },
    });
    const held = signature && (await heldData(signatureId, tx));
    if (!held) return fail("unknown");
    const actor = { kind: "moderator", moderatorId: ownerId } as const;
    const { letterId } = signature;
    await record(tx, [{ letterId, signatureId, actor, action: "exportHeld" }]);
    return ok(held);
  });
}

/** One signature of somebody who asked what is held about them. */
export interface HeldSignature {
  id: string;
  slug: string;
  name: string;
  status: SignatureStatus;
  createdAt: Date;
}

/**
 * Every signature under an address, in whichever spelling, on all letters that an owner governs, at most 200. Looking somebody up is
 * an entry in the log of the letter at whose desk it was done, without the address.
 */
export async function findHeld(
  address: string,
  slug: string,
  ownerId: string,
): Promise<Result<HeldSignature[], "forbidden">> {
  return transaction(async (tx) => {
    const letter = await tx.letter.findFirst({
      where: { slug, ...havingRight("govern", ownerId) },
      select: { id: true },
    });
    if (!letter) return notTheirs("forbidden");
    const signatures = await tx.signature.findMany({
      where: { emailIndex: { in: addressIndexes(address) }, letter: havingRight("govern", ownerId) },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: 200,
      select: { id: true, name: true, status: true, createdAt: true, letter: { select: { slug: true } } },
    });
    const actor = { kind: "moderator", moderatorId: ownerId } as const;
    const detail = String(signatures.length);
    const about = { letterId: letter.id, signatureId: null, actor };
    await record(tx, [{ ...about, action: "findHeld", detail }]);
    return ok(signatures.map(({ letter: of, ...signature }) => ({ ...signature, slug: of.slug })));
  });
}
