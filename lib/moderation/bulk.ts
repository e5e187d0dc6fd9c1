import { z } from "zod";
import { membershipWith } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { db, transaction } from "@/lib/db";
import { queueJob } from "@/lib/jobs/queue";
import { DecisionInput, type DecisionRefusal, decideIn } from "@/lib/moderation/commands";
import { fail, ok, type Result } from "@/lib/result";

/** As many signatures as one bulk decision may be about. */
export const bulkLimit = 10_000;

/** What a bulk decision is: of the kinds of a decision those that a queue can need many times. */
export const BulkInput = z.object({
  kind: z.enum(["approve", "reject"]),
  reason: z.string().default(""),
  signatureIds: z.array(z.uuid()).min(1, "none").max(bulkLimit, "tooMany"),
});
export type BulkInput = z.output<typeof BulkInput>;

export type BulkRefusal = "unknown" | "required" | "tooLong" | "characters";

/**
 * Starts a decision about many signatures: writes them down and queues the job that decides each as `decide` would. A reason
 * is checked beforehand.
 * @returns the bulk decision's id.
 */
export async function startBulk(
  letterId: string,
  input: BulkInput,
  moderatorId: string,
  now: Date,
): Promise<Result<string, BulkRefusal>> {
  const { kind, signatureIds } = input;
  const checked = DecisionInput.safeParse({ signatureId: signatureIds[0], kind, reason: input.reason });
  if (!checked.success) {
    const code = checked.error.issues[0]?.message;
    return fail(code === "required" || code === "tooLong" || code === "characters" ? code : "unknown");
  }
  return transaction(async (tx) => {
    const membership = { ...membershipWith("moderate", moderatorId), letterId };
    if ((await tx.membership.count({ where: membership })) === 0) return fail("unknown");
    // Only this letter's: what else was sent is left out.
    const known = await tx.signature.findMany({
      where: { letterId, id: { in: signatureIds } },
      select: { id: true },
    });
    const isKnown = new Set(known.map(({ id }) => id));
    const ids = [...new Set(signatureIds)].filter((id) => isKnown.has(id));
    if (ids.length === 0) return fail("unknown");
    const bulk = await tx.bulk.create({
      data: {
        letterId,
        moderatorId,
        kind,
        reason: checked.data.reason || null,
        total: ids.length,
        startedAt: now,
      },
      select: { id: true },
    });
    await tx.$executeRaw`
      INSERT INTO bulk_item (bulk_id, place, signature_id)
      SELECT ${bulk.id}::uuid, place, id FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS chosen(id, place)`;
    const actor = { kind: "moderator", moderatorId } as const;
    const detail = `${kind} ${ids.length}`;
    await record(tx, [{ letterId, signatureId: null, actor, action: "bulk", from: null, to: null, detail }]);
    await queueJob(tx, "run_bulk", { bulkId: bulk.id });
    return ok(bulk.id);
  });
}

/** So many are decided in one transaction: colleagues wait for no more than that. */
const batch = 20;

/**
 * Works through a bulk decision. What came of a signature is written in the transaction that decided it, so that a process
 * killed half-way leaves nothing half done, and the next one goes on with what is left.
 */
export async function runBulk(bulkId: string): Promise<void> {
  const bulk = await db().bulk.findUnique({ where: { id: bulkId } });
  if (!bulk || (bulk.kind !== "approve" && bulk.kind !== "reject")) return;
  for (;;) {
    const done = await transaction(async (tx) => {
      const items = await tx.$queryRaw<{ place: number; signatureId: string }[]>`
        SELECT place, signature_id AS "signatureId" FROM bulk_item
        WHERE bulk_id = ${bulkId}::uuid AND outcome IS NULL ORDER BY place LIMIT ${batch} FOR UPDATE`;
      const outcomes: string[] = [];
      for (const { signatureId } of items) {
        const input = { signatureId, kind: bulk.kind, reason: bulk.reason ?? "" };
        const decided = await decideIn(tx, input, bulk.moderatorId, new Date());
        outcomes.push(decided.ok ? "done" : outcomeOf(decided.error));
      }
      await tx.$executeRaw`
        UPDATE bulk_item SET outcome = r.outcome
        FROM unnest(${items.map(({ place }) => place)}::int[], ${outcomes}::text[]) AS r(place, outcome)
        WHERE bulk_id = ${bulkId}::uuid AND bulk_item.place = r.place`;
      return items.length;
    });
    if (done < batch) break;
  }
  await db().bulk.updateMany({ where: { id: bulkId, finishedAt: null }, data: { finishedAt: new Date() } });
}

function outcomeOf(refused: DecisionRefusal): string {
  return refused.code === "unknown" ? "unknown" : refused.status;
}

/** How far a bulk decision is. `outcomes`: `done`, `unknown`, or the status that something had already. */
export interface BulkProgress {
  kind: "approve" | "reject";
  total: number;
  left: number;
  outcomes: Record<string, number>;
  startedAt: Date;
  finishedAt: Date | null;
  moderatorEmail: string;
}

/** A bulk decision about a letter, or null: not there, or not this letter's. */
export async function readBulk(bulkId: string, letterId: string): Promise<BulkProgress | null> {
  if (!z.uuid().safeParse(bulkId).success) return null;
  const bulk = await db().bulk.findFirst({
    where: { id: bulkId, letterId },
    include: { moderator: { select: { email: true } } },
  });
  if (!bulk) return null;
  const rows = await db().$queryRaw<{ outcome: string | null; count: number }[]>`
    SELECT outcome, count(*)::int AS count FROM bulk_item WHERE bulk_id = ${bulkId}::uuid GROUP BY outcome`;
  return {
    kind: bulk.kind === "reject" ? "reject" : "approve",
    total: bulk.total,
    left: rows.find(({ outcome }) => outcome === null)?.count ?? 0,
    outcomes: Object.fromEntries(rows.flatMap(({ outcome, count }) => (outcome ? [[outcome, count]] : []))),
    startedAt: bulk.startedAt,
    finishedAt: bulk.finishedAt,
    moderatorEmail: bulk.moderator.email,
  };
}

/** One signature of a bulk decision. */
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
