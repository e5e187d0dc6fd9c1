import { z } from "zod";
import { addressIndexes, domainIndexes } from "@/lib/addresses/blind-index";
import { openAddress } from "@/lib/addresses/seal";
import { db } from "@/lib/db";
import { fold } from "@/lib/evidence/name-keys";
import { Prisma } from "@/lib/generated/prisma/client";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import {
  mostWords,
  type QueueQuery,
  type QueueSort,
  type QueueView,
  queuePageSize,
} from "@/lib/moderation/queue-query";
import type { Tally } from "@/lib/moderation/tally";

export interface QueueItem {
  id: string;
  status: SignatureStatus;
  kind: "organisation" | "individual";
  name: string;
  nameLang: string | null;
  country: string | null;
  email: string | null;
  createdAt: Date;
  assigneeEmail: string | null;
  /** Whether the signer answered a question. */
  hasAnswer: boolean;
}

const Cursor = z.tuple([z.string().refine((text) => !text.includes("\0")), z.uuid()]);
type Cursor = z.output<typeof Cursor>;

/** A place in a queue: the sort value of a signature and its id. Opaque to whoever holds it. */
export function queueCursor(sort: QueueSort, item: { createdAt: Date; name: string; id: string }): string {
  const value = sort === "name" ? item.name : item.createdAt.toISOString();
  return Buffer.from(JSON.stringify([value, item.id])).toString("base64url");
}

function readCursor(text: string | null): Cursor | null {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text ?? "", "base64url").toString()));
  } catch {
    return null;
  }
}

export interface QueuePage {
  items: QueueItem[];
  next: string | null;
  /** Whether nothing held the words searched for, and these (one page, not all) hold something very like them. */
  isLoose: boolean;
}

/** One page of a queue by keyset: its cost does not grow with the letter's signatures. */
export async function readQueue(
  place: { letterId: string; moderatorId: string },
  query: QueueQuery,
  after: string | null,
  limit: number = queuePageSize,
): Promise<QueuePage> {
  const rows = await run(queueSql(place, query, after, limit + 1));
  if (rows.length === 0 && after === null && query.q !== "") {
    const similar = await run(queueSql(place, query, null, limit, true));
    return { items: similar, next: null, isLoose: similar.length > 0 };
  }
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? queueCursor(query.sort, last) : null;
  return { items, next, isLoose: false };
}

type SealedItem = Omit<QueueItem, "email" | "assigneeEmail"> &
  Record<"email" | "assigneeEmail", Uint8Array | null>;

async function run(statement: Prisma.Sql): Promise<QueueItem[]> {
  const [, rows] = await db().$transaction([
    db().$queryRaw(queueSettings),
    db().$queryRaw<SealedItem[]>(statement),
  ]);
  return rows.map((row) => ({
    ...row,
    email: openAddress(row.email, "signature.email"),
    assigneeEmail: openAddress(row.assigneeEmail, "moderator.email"),
  }));
}

/**
 * A setting for the transaction of a queue's statement. How much a search finds cannot be known beforehand, and a wrong guess must
 * not read every signature of every letter.
 */
export const queueSettings = Prisma.sql`SELECT set_config('enable_seqscan', 'off', true)`;

/** The statement behind `readQueue`; on its own so that a test can have it explained. */
export function queueSql(
  { letterId, moderatorId }: { letterId: string; moderatorId: string },
  query: QueueQuery,
  after: string | null,
  limit: number,
  isLoose = false,
): Prisma.Sql {
  const conditions = [
    Prisma.sql`s.letter_id = ${letterId}::uuid`,
    ...inView(query.view, moderatorId),
    ...filtered(query),
    ...searched(query.q, isLoose),
    ...beyond(query.sort, readCursor(after)),
  ];
  return Prisma.sql`
    SELECT s.id, s.status, s.kind, s.name, s.name_lang AS "nameLang", s.country, s.created_at AS "createdAt",
      s.sealed_email AS "email", m.sealed_email AS "assigneeEmail",
      EXISTS (SELECT 1 FROM question q WHERE q.signature_id = s.id AND q.answered_at IS NOT NULL) AS "hasAnswer"
    FROM (
      SELECT * FROM signature s WHERE ${Prisma.join(conditions, " AND ")} ${isLoose ? looselyFound : Prisma.empty}
    ) s LEFT JOIN moderator m ON m.id = s.assignee_id
    ORDER BY ${orders[query.sort]} LIMIT ${limit}`;
}

/** A loose search stops looking after this many. */
const looselyFound = Prisma.sql`LIMIT 200`;

/** The signature that stands before a place in a queue, or null. */
export async function previousInQueue(
  { letterId, moderatorId }: { letterId: string; moderatorId: string },
  query: QueueQuery,
  at: string,
): Promise<string | null> {
  const conditions = [
    Prisma.sql`s.letter_id = ${letterId}::uuid`,
    ...inView(query.view, moderatorId),
    ...filtered(query),
    ...searched(query.q, false),
    ...beyond(query.sort, readCursor(at), "before"),
  ];
  const [, rows] = await db().$transaction([
    db().$queryRaw(queueSettings),
    db().$queryRaw<{ id: string }[]>`
      SELECT s.id FROM signature s WHERE ${Prisma.join(conditions, " AND ")} ORDER BY ${backwards[query.sort]} LIMIT 1`,
  ]);
  return rows[0]?.id ?? null;
}

/** The ids of what waits for a decision in a queue, in its order, at most `limit`: for a decision about all of it. */
export async function pendingIn(
  { letterId, moderatorId }: { letterId: string; moderatorId: string },
  query: QueueQuery,
  limit: number,
): Promise<string[]> {
  const conditions = [
    Prisma.sql`s.letter_id = ${letterId}::uuid`,
    Prisma.sql`s.status = 'pending'`,
    ...inView(query.view, moderatorId),
    ...filtered(query),
    ...searched(query.q, false),
  ];
  const [, rows] = await db().$transaction([
    db().$queryRaw(queueSettings),
    db().$queryRaw<{ id: string }[]>`
      SELECT s.id FROM signature s WHERE ${Prisma.join(conditions, " AND ")} ORDER BY ${orders[query.sort]} LIMIT ${limit}`,
  ]);
  return rows.map(({ id }) => id);
}

const orders: Record<QueueSort, Prisma.Sql> = {
  oldest: Prisma.sql`s.created_at, s.id`,
  newest: Prisma.sql`s.created_at DESC, s.id DESC`,
  name: Prisma.sql`s.name COLLATE "und-x-icu", s.id`,
};

const backwards: Record<QueueSort, Prisma.Sql> = {
  oldest: orders.newest,
  newest: orders.oldest,
  name: Prisma.sql`s.name COLLATE "und-x-icu" DESC, s.id DESC`,
};

function inView(view: QueueView, moderatorId: string): Prisma.Sql[] {
  const pending = Prisma.sql`s.status = 'pending'`;
  switch (view) {
    case "pending":
      return [pending, Prisma.sql`s.aside IS NULL`];
    case "doubtful":
      return [pending, Prisma.sql`s.aside IS NULL`, Prisma.sql`s.doubts > 0`];
    case "waiting":
      return [Prisma.sql`s.aside = 'question'`];
    case "held":
      return [Prisma.sql`s.aside = 'hold'`];
    case "objected":
      return [Prisma.sql`s.aside = 'objection'`];
    case "mine":
      return [pending, Prisma.sql`s.assignee_id = ${moderatorId}::uuid`];
    case "all":
      return [];
    case "amended":
      return [Prisma.sql`s.has_amendment`];
  }
}

function filtered(query: QueueQuery): Prisma.Sql[] {
  const { status, kind, country, language, evidence, from, until, tag, assignee } = query;
  const dayAfter = until && new Date(until.getTime() + 24 * 3600_000);
  const conditions = [
    status && Prisma.sql`s.status = ${status}::signature_status`,
    kind && Prisma.sql`s.kind = ${kind}::signatory_kind`,
    country && Prisma.sql`s.country = ${country}`,
    language && Prisma.sql`s.locale = ${language}`,
    evidence &&
      Prisma.sql`EXISTS (SELECT 1 FROM evidence e WHERE e.signature_id = s.id AND e.code = ${evidence})`,
    tag &&
      Prisma.sql`EXISTS (SELECT 1 FROM signature_tag st WHERE st.signature_id = s.id AND st.tag_id = ${tag}::uuid)`,
    from && Prisma.sql`s.created_at >= ${from}`,
    dayAfter && Prisma.sql`s.created_at < ${dayAfter}`,
    assignee === "none" && Prisma.sql`s.assignee_id IS NULL`,
    assignee && assignee !== "none" && Prisma.sql`s.assignee_id = ${assignee}::uuid`,
  ];
  return conditions.flatMap((condition) => condition || []);
}

/** Every word must be there, or be the address or its host; in a loose search, with one slip of the pen in it. */
function searched(text: string, isLoose: boolean): Prisma.Sql[] {
  const words = text.split(/\s+/).filter(Boolean).slice(0, mostWords);
  return words.map((word) => {
    const slips = isLoose ? slipsOf(fold(word)) : null;
    if (slips) return Prisma.sql`s.search_text ~ ${slips}`;
    const written = Prisma.sql`s.search_text LIKE '%' || register_pattern(${word}) || '%'`;
    const address = withAddressLike(word);
    return address ? Prisma.sql`(${written} OR ${address})` : written;
  });
}

/** Addresses are sealed: a whole one, or a whole host with or without an @ before it, is found by its index. Null for other words. */
function withAddressLike(word: string): Prisma.Sql | null {
  if (/^[^@\s]+@[^@\s]+$/.test(word))
    return Prisma.sql`s.email_index IN (${Prisma.join(addressIndexes(word))})`;
  const host = /^@?((?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,})$/u.exec(word)?.[1];
  return host ? Prisma.sql`s.email_domain_index IN (${Prisma.join(domainIndexes(host))})` : null;
}

/**
 * A regular expression for a word with one letter wrong, missing, too many or swapped with the next (Damerau 1964), which the
 * trigram index can answer. Null for words of under five or over twenty letters, and for what is not a word.
 */
function slipsOf(word: string): string | null {
  if (!/^[\p{L}\p{N}]{5,20}$/u.test(word)) return null;
  const letters = [...word];
  const part = (from: number, to?: number) => letters.slice(from, to).join("");
  const slips = letters.flatMap((letter, at) => [
    `${part(0, at)}.${part(at + 1)}`,
    `${part(0, at)}.${part(at)}`,
    part(0, at) + part(at + 1),
    `${part(0, at)}${letters[at + 1] ?? ""}${letter}${part(at + 2)}`,
  ]);
  return `(${[...new Set(slips)].join("|")})`;
}

function beyond(sort: QueueSort, cursor: Cursor | null, side: "after" | "before" = "after"): Prisma.Sql[] {
  if (!cursor) return [];
  const [value, id] = cursor;
  const isUpwards = (sort === "newest") === (side === "before");
  const compared = isUpwards ? Prisma.sql`>` : Prisma.sql`<`;
  if (sort === "name")
    return [
      Prisma.sql`(s.name COLLATE "und-x-icu", s.id) ${compared} (${value} COLLATE "und-x-icu", ${id}::uuid)`,
    ];
  const at = z.iso.datetime().safeParse(value);
  if (!at.success) return [];
  return [Prisma.sql`(s.created_at, s.id) ${compared} (${new Date(at.data)}::timestamptz, ${id}::uuid)`];
}

/** How many signatures each view holds, from the letter's tally. */
export function viewCounts(tally: Tally[], moderatorId: string): Record<QueueView, number> {
  const count = (belongs: (state: Tally) => boolean) =>
    tally.filter(belongs).reduce((sum, state) => sum + state.count, 0);
  const isPending = ({ status }: Tally) => status === "pending";
  return {
    pending: count((state) => isPending(state) && state.aside === null),
    doubtful: count((state) => isPending(state) && state.aside === null && state.isDoubtful),
    waiting: count(({ aside }) => aside === "question"),
    held: count(({ aside }) => aside === "hold"),
    objected: count(({ aside }) => aside === "objection"),
    amended: count(({ isAmended }) => isAmended),
    mine: count((state) => isPending(state) && state.assigneeId === moderatorId),
    all: count(() => true),
  };
}
