import { z } from "zod";
import { db } from "@/lib/db";
import { asBulkKind, type BulkKind } from "@/lib/moderation/bulk-kinds";
import { canUndoBulk } from "@/lib/moderation/bulk-undo";

/**
 * How far a bulk is. `outcomes`: `done`, `undone`, `kept` (decided again before it could be taken back), `unknown`, the status
 * that something had already, or why it could not be handled.
 */
export interface BulkProgress {
  kind: BulkKind;
  total: number;
  left: number;
  outcomes: Record<string, number>;
  startedAt: Date;
  finishedAt: Date | null;
  undoneAt: Date | null;
  undoFinishedAt: Date | null;
  canUndo: boolean;
  moderatorEmail: string;
  undoneByEmail: string | null;
}

/** A bulk of a letter, or null: not there, or not this letter's. */
export async function readBulk(
  bulkId: string,
  letterId: string,
  now: Date = new Date(),
): Promise<BulkProgress | null> {
  if (!z.uuid().safeParse(bulkId).success) return null;
  const bulk = await db().bulk.findFirst({
    where: { id: bulkId, letterId },
    include: { moderator: { select: { email: true } }, undoneBy: { select: { email: true } } },
  });
  if (!bulk) return null;
  const rows = await db().$queryRaw<{ outcome: string | null; count: number }[]>`
    SELECT outcome, count(*)::int AS count FROM bulk_item WHERE bulk_id = ${bulkId}::uuid GROUP BY outcome`;
  const { total, startedAt, finishedAt, undoneAt, undoFinishedAt } = bulk;
  return {
    kind: asBulkKind(bulk.kind),
    total,
    left: rows.find(({ outcome }) => outcome === null)?.count ?? 0,
    outcomes: Object.fromEntries(rows.flatMap(({ outcome, count }) => (outcome ? [[outcome, count]] : []))),
    startedAt,
    finishedAt,
    undoneAt,
    undoFinishedAt,
    canUndo: canUndoBulk(bulk, now),
    moderatorEmail: bulk.moderator.email,
    undoneByEmail: bulk.undoneBy?.email ?? null,
  };
}

/** One signature of a bulk. */
export interface BulkRow {
  place: number;
  signatureId: string;
  outcome: string | null;
  name: string | null;
}

/** What came of each signature, in order: those after `after` (a place), at most `limit`. */
export async function readBulkRows(bulkId: string, after: number, limit: number): Promise<BulkRow[]> {
  return db().$queryRaw<BulkRow[]>`
    SELECT i.place, i.signature_id AS "signatureId", i.outcome, s.name
    FROM bulk_item i LEFT JOIN signature s ON s.id = i.signature_id
    WHERE i.bulk_id = ${bulkId}::uuid AND i.place > ${after} ORDER BY i.place LIMIT ${limit}`;
}
