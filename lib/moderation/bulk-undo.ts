import { z } from "zod";
import { membershipWith, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { objectedAmong } from "@/lib/authority/approval";
import { db, type Tx, transaction } from "@/lib/db";
import type { Aside } from "@/lib/generated/prisma/enums";
import { queueJob } from "@/lib/jobs/queue";
import { writeOutcomes } from "@/lib/moderation/bulk";
import { isDecision } from "@/lib/moderation/bulk-kinds";
import { lockSignatures } from "@/lib/moderation/changes";
import { undoSeconds } from "@/lib/moderation/commands";
import { reopenQuestions } from "@/lib/questions/closing";
import { fail, ok, type Result } from "@/lib/result";
import { moveSignatures } from "@/lib/signatures/status";

export type BulkUndoRefusal =
  /** Not there, not this moderator's letter, or nothing that is taken back this way. */
  | "unknown"
  /** Its ten seconds are over. */
  | "tooLate";

/** Whether a bulk can be taken back: while it runs, and for ten seconds after. */
export function canUndoBulk(
  bulk: { kind: string; finishedAt: Date | null; undoneAt: Date | null },
  now: Date,
): boolean {
  const isOver = bulk.finishedAt && now.getTime() - bulk.finishedAt.getTime() > undoSeconds * 1000;
  return isDecision(bulk.kind) && !bulk.undoneAt && !isOver;
}

/**
 * Takes a decision about many back: no more are decided, no mail of it goes out, and a job brings back those that were. What
 * somebody decided again since stays as it is.
 */
export async function undoBulk(
  bulkId: string,
  letterId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<null, BulkUndoRefusal>> {
  if (!z.uuid().safeParse(bulkId).success) return fail("unknown");
  return transaction(async (tx) => {
    const membership = { ...membershipWith("moderate", moderatorId), letterId };
    if ((await tx.membership.count({ where: membership })) === 0) return notTheirs("unknown");
    await tx.$executeRaw`SELECT 1 FROM bulk WHERE id = ${bulkId}::uuid FOR UPDATE`;
    const bulk = await tx.bulk.findFirst({ where: { id: bulkId, letterId } });
    if (!bulk) return notTheirs("unknown");
    if (!isDecision(bulk.kind) || bulk.undoneAt) return fail("unknown");
    if (!canUndoBulk(bulk, now)) return fail("tooLate");
    await tx.bulk.update({ where: { id: bulkId }, data: { undoneAt: now, undoneById: moderatorId } });
    await tx.message.updateMany({
      where: { decision: { bulkId }, status: "queued" },
      data: { status: "cancelled" },
    });
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [{ letterId, signatureId: null, actor, action: "unbulk", detail: bulkId }]);
    await queueJob(tx, "undo_bulk", { bulkId }, `undo ${bulkId}`);
    return ok(null);
  });
}

const batch = 50;

/** Brings back what a bulk decided before it was taken back, a batch at a time; killed half-way, the next run goes on. */
export async function runBulkUndo(bulkId: string): Promise<void> {
  const bulk = await db().bulk.findUnique({ where: { id: bulkId } });
  const moderatorId = bulk?.undoneById ?? bulk?.moderatorId;
  if (!bulk?.undoneAt || !moderatorId) return;
  while (await transaction((tx) => undoSome(tx, bulkId, moderatorId)));
  await db().bulk.updateMany({
    where: { id: bulkId, undoFinishedAt: null },
    data: { undoFinishedAt: new Date() },
  });
}

async function undoSome(tx: Tx, bulkId: string, moderatorId: string): Promise<boolean> {
  const items = await tx.$queryRaw<{ place: number; signatureId: string }[]>`
    SELECT place, signature_id AS "signatureId" FROM bulk_item
    WHERE bulk_id = ${bulkId}::uuid AND outcome = 'done' ORDER BY place LIMIT ${batch} FOR UPDATE`;
  if (items.length === 0) return false;
  const signatureIds = items.map(({ signatureId }) => signatureId);
  await lockSignatures(tx, signatureIds);
  // Behind the lock: whose newest decision is still this one.
  const rows = await tx.$queryRaw<
    { signatureId: string; decisionId: string; aside: Aside | null; decidedAt: Date }[]
  >`
    SELECT d.signature_id AS "signatureId", d.id AS "decisionId", d.aside, d.decided_at AS "decidedAt" FROM decision d
    WHERE d.bulk_id = ${bulkId}::uuid AND d.signature_id = ANY(${signatureIds}::uuid[]) AND d.undone_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM decision later WHERE later.signature_id = d.signature_id 
        AND later.undone_at IS NULL AND later.number > d.number)`;
  const decisionOf = new Map(rows.map((row) => [row.signatureId, row.decisionId]));
  const now = new Date();
  const objected = await objectedAmong(tx, signatureIds);
  const moved = await moveSignatures(tx, {
    signatureIds: signatureIds.filter((id) => decisionOf.has(id)),
    move: "undo",
    asides: new Map(
      rows.map(({ signatureId, aside }) => [signatureId, objected.has(signatureId) ? "objection" : aside]),
    ),
    actor: { kind: "moderator", moderatorId },
    now,
  });
  const isUndone = (id: string) => moved.get(id)?.ok === true;
  await tx.decision.updateMany({
    where: { id: { in: signatureIds.filter(isUndone).flatMap((id) => decisionOf.get(id) ?? []) } },
    data: { undoneAt: now },
  });
  for (const { signatureId, decidedAt } of rows)
    if (isUndone(signatureId)) await reopenQuestions(tx, [signatureId], decidedAt);
  await writeOutcomes(
    tx,
    bulkId,
    items.map(({ place, signatureId }) => ({ place, outcome: isUndone(signatureId) ? "undone" : "kept" })),
  );
  return true;
}
