import { db, type Tx, transaction } from "@/lib/db";
import { holdOpen, isOpen } from "@/lib/handovers/closing";
import { takeOver } from "@/lib/handovers/taking-over";
import { effectiveFrom, hoursToStop } from "@/lib/handovers/time-to-stop";
import { queueJobAt } from "@/lib/jobs/queue";
import { lockSignature } from "@/lib/moderation/changes";

/** Notes that the present address was told, or takes no mail; from then on it has its time to stop it. A second time changes nothing. */
export async function noteTold(handoverId: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    const handover = await lockHandover(tx, handoverId);
    if (!handover || handover.toldAt) return;
    await tx.handover.update({ where: { id: handoverId }, data: { toldAt: now } });
    if (handover.agreedAt) await queueTakingOver(tx, handoverId, now);
  });
}

/** Queues what happens when the time to stop it is over. */
export async function queueTakingOver(tx: Tx, handoverId: string, toldAt: Date): Promise<void> {
  await queueJobAt(tx, "take_over", { handoverId }, `handover ${handoverId}`, effectiveFrom(toldAt));
}

/** The job at that time: where nobody stopped it, whoever agreed takes over. */
export async function takeOverInTime(handoverId: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    const handover = await lockHandover(tx, handoverId);
    if (!handover?.agreedAt || !handover.toldAt || effectiveFrom(handover.toldAt) > now) return;
    await takeOver(tx, handoverId, now);
  });
}

/**
 * Takes over what is due and was left: where a job ran a moment too early by another clock, or gave up. For a job that runs by the clock.
 * Returns how many.
 */
export async function takeOverOverdue(now: Date): Promise<number> {
  const toldBefore = new Date(now.getTime() - hoursToStop * 3600_000);
  const due = await db().handover.findMany({
    where: { ...isOpen, agreedAt: { not: null }, toldAt: { lte: toldBefore } },
    select: { id: true },
    take: 1000,
  });
  for (const { id } of due) await takeOverInTime(id, now);
  return due.length;
}

/** An open one, locked after its signature, as everybody locks. */
async function lockHandover(tx: Tx, id: string) {
  const found = await tx.handover.findUnique({ where: { id }, select: { signatureId: true } });
  if (!found) return null;
  await lockSignature(tx, found.signatureId);
  await holdOpen(tx, id);
  return tx.handover.findFirst({ where: { id, ...isOpen }, select: { toldAt: true, agreedAt: true } });
}
