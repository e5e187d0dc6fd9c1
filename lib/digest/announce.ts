import type { Tx } from "@/lib/db";
import { queueJob } from "@/lib/jobs/queue";

/**
 * Says, inside the transaction that makes it so, that a signature newly waits for a decision. A job that waits under a key is a
 * row that the next one would have to wait for; a key for each first digit of the id lets sixteen confirm at once, and still makes
 * sixteen jobs of a thousand confirmations. Where nobody wants mail at once there is no job.
 */
export async function announceWaiting(tx: Tx, letterId: string, signatureId: string): Promise<void> {
  const isWanted = await tx.notice.findFirst({
    where: { letterId, choice: "at_once" },
    select: { letterId: true },
  });
  if (isWanted) await queueJob(tx, "notify_waiting", { letterId }, `waiting ${letterId} ${signatureId[0]}`);
}
