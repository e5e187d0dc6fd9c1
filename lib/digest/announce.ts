import type { Tx } from "@/lib/db";
import { queueJobs } from "@/lib/jobs/queue";

/**
 * Says, inside the transaction that makes it so, that signatures newly wait for a decision. A job that waits under a key is a
 * row that the next one would have to wait for; a key for each first digit of the id lets sixteen confirm at once, and still makes
 * sixteen jobs of a thousand confirmations. Where nobody wants mail at once there is no job.
 */
export async function announceWaiting(tx: Tx, letterId: string, signatureIds: string[]): Promise<void> {
  const isWanted = await tx.notice.findFirst({
    where: { letterId, choice: "at_once" },
    select: { letterId: true },
  });
  if (!isWanted) return;
  const digits = [...new Set(signatureIds.map((id) => id.slice(0, 1)))].sort();
  await queueJobs(
    tx,
    "notify_waiting",
    digits.map((digit) => ({ payload: { letterId }, key: `waiting ${letterId} ${digit}` })),
  );
}
