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

/** The same for many jobs of one task: one call, for the queue's own function takes longer the more it has inserted one by one. */
export async function queueJobs(
  tx: Tx,
  task: string,
  jobs: { payload: Record<string, string>; key: string | null }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await tx.$executeRaw`
    SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
      SELECT (${task}, job.payload::json, NULL, now(), 10::smallint, job.key, 0::smallint, NULL)::graphile_worker.job_spec
      FROM unnest(${jobs.map(({ payload }) => JSON.stringify(payload))}::text[], ${jobs.map(({ key }) => key)}::text[])
        WITH ORDINALITY AS job(payload, key, place) ORDER BY place))`;
}

/**
 * Deletes jobs of some tasks that are tried no more, once a moment lies behind their last try: what they were given stands in the
 * queue's table for as long as they do.
 */
export async function dropFailedJobs(tx: Tx, tasks: string[], before: Date): Promise<void> {
  await tx.$executeRaw`
    SELECT count(*) FROM graphile_worker.complete_jobs(ARRAY(
      SELECT j.id FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = ANY(${tasks}) AND j.attempts >= j.max_attempts AND j.locked_at IS NULL AND j.updated_at < ${before}))`;
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
