import { db, type Tx } from "@/lib/db";
import { type LogHead, type SignedHead, signHead } from "@/lib/ledger/head";
import { signingKey } from "@/lib/ledger/key";
import type { Committed, Leaf } from "@/lib/ledger/leaf";
import { readProof } from "@/lib/ledger/nodes";
import { consistencySpans, emptyRoot } from "@/lib/ledger/tree";
import { readPublished } from "@/lib/register/queries";

/** What opens an entry's commitment, for a name that is published. */
export interface Opening extends Omit<Committed, "letter"> {
  index: number;
  /** Hex. */
  salt: string;
}

/** A part of a letter's log, as it is published: `format` names this shape. */
export interface LogPart {
  format: "undersigned-log-1";
  /** Public key of the signature: base64 of its SubjectPublicKeyInfo. */
  key: string;
  /** The head of the whole log at the moment of this part, not of the part. */
  head: SignedHead;
  entries: Leaf[];
  /** Of those among `entries` whose name is published at that moment. */
  openings: Opening[];
}

/** Entries in a part of the log, but for the last. */
export const entriesPerPart = 5000;

/** What is read together must be of one moment. */
export function atOneMoment<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { isolationLevel: "RepeatableRead" });
}

/** The head of a letter's log, not signed; null where there is no such letter. */
export async function readHead(tx: Tx, slug: string): Promise<(LogHead & { letterId: string }) | null> {
  const [row] = await tx.$queryRaw<
    { letterId: string; createdAt: Date; size: number | null; root: string; at: Date }[]
  >`
    SELECT l.id AS "letterId", l.created_at AS "createdAt", e.index + 1 AS size, encode(e.root, 'hex') AS root, e.at
    FROM letter l LEFT JOIN LATERAL (
      SELECT index, root, at FROM ledger_entry WHERE letter_id = l.id ORDER BY index DESC LIMIT 1
    ) e ON true
    WHERE l.slug = ${slug}`;
  if (!row) return null;
  const { letterId, size, root, at, createdAt } = row;
  return size === null
    ? { letterId, letter: slug, size: 0, root: emptyRoot.toString("hex"), at: createdAt.toISOString() }
    : { letterId, letter: slug, size, root, at: at.toISOString() };
}

/** When a letter's list last changed; null for one on which nothing has happened. */
export async function listChangedAt(slug: string): Promise<Date | null> {
  const head = await readHead(db(), slug);
  return head && head.size > 0 ? new Date(head.at) : null;
}

/** Signs a head that the log has: the root of a size is kept with its entry, and entries never change. */
export function sign({ letter, size, root, at }: LogHead): SignedHead {
  return signHead({ letter, size, root, at }, signingKey().privateKey);
}

/**
 * The signed head of a letter's log and its public key; with `since`, the proof that the log began as it was at that size. Null
 * where it never had that size, or there is no such letter.
 */
export async function readHeadSince(
  slug: string,
  since: number | null,
): Promise<{ key: string; head: SignedHead; since?: number; proof?: string[] } | null> {
  return atOneMoment(async (tx) => {
    const head = await readHead(tx, slug);
    if (!head || (since ?? 0) > head.size) return null;
    const signed = { key: signingKey().publicKey, head: sign(head) };
    if (since === null) return signed;
    const proof = await readProof(tx, head.letterId, consistencySpans(since, head.size));
    return { ...signed, since, proof: proof.map((hash) => hash.toString("hex")) };
  });
}

/** One part of a letter's log, from 1; null where there is none. The first is there always. */
export async function readLogPart(
  slug: string,
  part: number,
): Promise<(LogPart & { letterId: string }) | null> {
  return atOneMoment(async (tx) => {
    const head = await readHead(tx, slug);
    if (!head || part > partsOf(head.size)) return null;
    const { letterId } = head;
    const from = (part - 1) * entriesPerPart;
    return {
      letterId,
      format: "undersigned-log-1",
      key: signingKey().publicKey,
      head: sign(head),
      entries: await readEntries(tx, letterId, from),
      openings: await readOpenings(tx, letterId, from),
    };
  });
}

/** How many parts a log of that size comes in. */
export function partsOf(size: number): number {
  return Math.max(1, Math.ceil(size / entriesPerPart));
}

type EntryRow = Omit<Leaf, "at" | "commitment" | "of"> & {
  at: Date;
  commitment: string | null;
  of: number | null;
};

async function readEntries(tx: Tx, letterId: string, from: number): Promise<Leaf[]> {
  const rows = await tx.$queryRaw<EntryRow[]>`
    SELECT index, kind, at, encode(commitment, 'hex') AS commitment, "of" FROM ledger_entry
    WHERE letter_id = ${letterId}::uuid AND index >= ${from} AND index < ${from + entriesPerPart} ORDER BY index`;
  return rows.map(toLeaf);
}

export function toLeaf({ index, kind, at, commitment, of }: EntryRow): Leaf {
  return {
    index,
    kind,
    at: at.toISOString(),
    ...(commitment === null ? {} : { commitment }),
    ...(of === null ? {} : { of }),
  };
}

async function readOpenings(tx: Tx, letterId: string, from: number): Promise<Opening[]> {
  const rows = await tx.$queryRaw<{ id: string; index: number; salt: string }[]>`
    SELECT signature_id AS id, index, encode(salt, 'hex') AS salt FROM ledger_opening
    WHERE letter_id = ${letterId}::uuid AND index >= ${from} AND index < ${from + entriesPerPart} ORDER BY index`;
  const published = await readPublished(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, index, salt }) => {
    const seen = published.get(id);
    return seen ? [{ index, salt, ...seen }] : [];
  });
}
