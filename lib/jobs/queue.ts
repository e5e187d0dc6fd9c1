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

/** The same for many jobs of one task, in one statement. */
export async function queueJobs(
  tx: Tx,
  task: string,
  jobs: { payload: Record<string, string>; key: string | null }[],
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, job.payload::json, job_key := job.key, max_attempts := 10)
    FROM unnest(${jobs.map(({ payload }) => JSON.stringify(payload))}::text[], ${jobs.map(({ key }) => key)}::text[])
      AS job(payload, key)`;
}

/** Queues one job as `queueJob` does, not before a moment; a job that waits under the key already keeps its own. */
export async function queueJobAt(
  tx: Tx,
  task: string,
  payload: Record<string, string>,
  key: string,
  at: Date,
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, job_key := ${key}, run_at := ${at},
      job_key_mode := 'preserve_run_at', max_attempts := 10)`;
}
