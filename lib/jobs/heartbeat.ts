import { db } from "@/lib/db";

/** A worker that has not been seen for this long is dead, and its jobs go to others. */
const deadAfterSeconds = 60;

/**
 * Tells the database that a worker lives, and frees the jobs of workers that died without a word (kill -9): by
 * itself the queue would hold them for four hours.
 */
export async function beat(workerId: string): Promise<void> {
  await db().$executeRaw`
    INSERT INTO worker_heartbeat (worker_id, seen_at) VALUES (${workerId}, now())
    ON CONFLICT (worker_id) DO UPDATE SET seen_at = now()`;
  await db().$executeRaw`
    DELETE FROM worker_heartbeat WHERE seen_at < now() - make_interval(secs => ${deadAfterSeconds}::int)`;
  await db().$executeRaw`
    SELECT 1 FROM graphile_worker.force_unlock_workers(ARRAY(
      SELECT DISTINCT locked_by FROM graphile_worker._private_jobs
      WHERE locked_by IS NOT NULL AND locked_at < now() - make_interval(secs => ${deadAfterSeconds}::int)
        AND locked_by NOT IN (SELECT worker_id FROM worker_heartbeat)
    ))`;
}

export async function forgetWorker(workerId: string): Promise<void> {
  await db().workerHeartbeat.deleteMany({ where: { workerId } });
}

/** Whether some worker was seen within the last 30 seconds. */
export async function workerIsAlive(): Promise<boolean> {
  const [row] = await db().$queryRaw<{ alive: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM worker_heartbeat WHERE seen_at > now() - interval '30 seconds') AS alive`;
  return row?.alive ?? false;
}
