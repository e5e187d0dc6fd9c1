import { disconnect } from "@/lib/db";
import { required } from "@/lib/env";
import { faultLine, goOnUnheard, quietConsole } from "@/lib/faults";
import { startWorker } from "@/lib/jobs/worker";
import { findSecrets } from "@/scripts/find-database";

/** `npm run worker`: mail and nightly jobs in a process of their own. Needs DATABASE_URL, AUTH_SECRET and DATA_KEYS. */
goOnUnheard(process.stdout, process.stderr);
quietConsole(console);
try {
  await findSecrets();
  required("AUTH_SECRET");
  required("DATA_KEYS");
  const worker = await startWorker();
  console.log("Worker started. Ctrl+C stops it after the jobs under way.");
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    worker.stop();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  await worker.ended;
  await disconnect();
  process.exit(isStopping ? 0 : 1);
} catch (error) {
  console.error(faultLine(error));
  process.exit(1);
}
