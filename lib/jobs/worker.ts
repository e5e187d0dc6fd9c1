import { EventEmitter } from "node:events";
import { Logger, parseCronItems, run, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { digestHour } from "@/lib/digest/schema";
import { required } from "@/lib/env";
import { faultLine } from "@/lib/faults";
import { beat, forgetWorker } from "@/lib/jobs/heartbeat";
import { tasks } from "@/lib/jobs/tasks";

const beatSeconds = 5;

export interface Worker {
  /** Resolves when the worker has ended, by `stop` or because the database went away. */
  ended: Promise<void>;
  /** Finishes the jobs under way, then ends. */
  stop(): Promise<void>;
}

const schedule = parseCronItems([
  // A day on which no worker ran at the hour is made up for.
  {
    task: "keep_retention",
    match: "17 3 * * *",
    identifier: "keep_retention",
    options: { backfillPeriod: 24 * 3600_000 },
  },
  { task: "gather_missing", match: "*/10 * * * *", identifier: "gather_missing" },
  { task: "resume_bulks", match: "*/10 * * * *", identifier: "resume_bulks" },
  { task: "resume_news", match: "*/10 * * * *", identifier: "resume_news" },
  { task: "take_over_overdue", match: "*/10 * * * *", identifier: "take_over_overdue" },
  { task: "sum_tallies", match: "* * * * *", identifier: "sum_tallies" },
  // Where no worker runs at the hour, the first one afterwards sends the mails of the day.
  {
    task: "send_digests",
    match: `0 ${digestHour} * * *`,
    identifier: "send_digests",
    options: { backfillPeriod: 12 * 3600_000 },
  },
  { task: "sweep_expired", match: "*/10 * * * *", identifier: "sweep_expired" },
]);

/** Only what an operator must see; payloads and errors stay in the database. */
const quietLogger = new Logger(() => (level, message) => {
  if (level === "error") console.error(`worker: ${withoutReason(message)}`);
});

/** What the queue says about a job, without the error's own words: those may quote a name. */
function withoutReason(line: string): string {
  return line.split("\n")[0]?.replace(/ with error .*/, "") ?? "";
}

/** Starts the job worker in this process: mail, and the jobs that run by the clock. */
export async function startWorker(): Promise<Worker> {
  const pool = new pg.Pool({ connectionString: required("DATABASE_URL"), max: 6 });
  // Without a listener a lost idle connection would end the process.
  const lost = (error: Error) => console.error(`worker: database connection lost: ${faultLine(error)}`);
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));
  let workerId = "";
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => {
    workerId = workerPool.id;
  });
  const runner = await run({
    pgPool: pool,
    concurrency: 4,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: quietLogger,
    events,
    taskList: tasks,
    parsedCronItems: schedule,
  });
  const pulse = () =>
    beat(workerId).catch((error: unknown) => console.error(`worker: heartbeat failed: ${faultLine(error)}`));
  await pulse();
  const timer = setInterval(pulse, beatSeconds * 1000);
  const ended = runner.promise
    .catch((error: unknown) => console.error(`worker: ${faultLine(error)}`))
    .then(async () => {
      clearInterval(timer);
      await forgetWorker(workerId).catch(() => {});
      await pool.end();
    });
  return {
    ended,
    async stop() {
      await runner.stop().catch(() => {});
      await ended;
    },
  };
}
