import type { Tx } from "@/lib/db";

/**
 * Queues a job inside the transaction of what causes it: it runs after the commit, and never after a rollback. A job
 * with a `key` replaces one that waits under the same key.
 */
export async function queueJob(
  tx: Tx,
  task: string,
  payload: Record<string, string>,
  key: string | null = null,
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, job_key := ${key}, max_attempts := 10)`;
}
