import { record } from "@/lib/audit/commands";
import { graceDays } from "@/lib/authority/schema";
import { type Tx, transaction } from "@/lib/db";
import { queueJob, queueJobAt } from "@/lib/jobs/queue";
import { lockSignature } from "@/lib/moderation/changes";

const dayMs = 24 * 3600_000;

/** When a notice ends that is sent at a moment. */
export function endOfNotice(sentAt: Date, days: number): Date {
  return new Date(sentAt.getTime() + days * dayMs);
}

/** How long a notice's link works, in milliseconds: its days and a time of grace. */
export function objectionLife(days: number): number {
  return (days + graceDays) * dayMs;
}

/** Notes that a notice was handed to the mail server, from when its days run. A second time changes nothing. */
export async function noteNoticeSent(id: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    const notice = await tx.authorityNotice.findFirst({ where: { id, sentAt: null } });
    if (!notice) return;
    const endsAt = endOfNotice(now, notice.days);
    await tx.authorityNotice.update({ where: { id }, data: { sentAt: now, endsAt } });
    await queueJobAt(tx, "end_notice", { noticeId: id }, `notice ${id}`, endsAt);
    await gatherAnew(tx, notice.signatureId);
  });
}

/** The job at the end of a notice: where nobody objected, that is noted, and is evidence. */
export async function endNotice(id: string, now: Date): Promise<void> {
  await transaction(async (tx) => {
    const notice = await tx.authorityNotice.findUnique({
      where: { id },
      include: { signature: { select: { letterId: true } } },
    });
    if (!notice) return;
    const { signatureId, signature } = notice;
    await lockSignature(tx, signatureId);
    const { count } = await tx.authorityNotice.updateMany({
      where: {
        id,
        passedAt: null,
        endsAt: { lte: now },
        // By any of its addresses.
        signature: { authorityNotices: { none: { objectedAt: { not: null } } } },
      },
      data: { passedAt: now },
    });
    if (count === 0) return;
    const actor = { kind: "system" } as const;
    const { letterId } = signature;
    await record(tx, [{ letterId, signatureId, actor, action: "noticePassed" }]);
    await gatherAnew(tx, signatureId);
  });
}

export async function gatherAnew(tx: Tx, signatureId: string): Promise<void> {
  await queueJob(tx, "gather_evidence", { signatureId }, `evidence ${signatureId}`);
}
