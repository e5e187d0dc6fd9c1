import { keepServices } from "@/app/_http/running";
import { checkDataKeys } from "@/lib/addresses/reseal";
import { EnvError, env, required } from "@/lib/env";
import { faultLine, quietConsole } from "@/lib/faults";
import { startWorker, type Worker } from "@/lib/jobs/worker";
import { followChanges } from "@/lib/pages/changes";
import { pageStore } from "@/lib/pages/store";
import { deskHub } from "@/lib/presence/hub";
import { keepNotingRefusals } from "@/lib/refusals/commands";

/** What runs in a server process beside the web server: it hears of changes, and works through the jobs. */
export async function startServices(): Promise<void> {
  quietConsole(console);
  try {
    env();
    required("DATABASE_URL");
    required("AUTH_SECRET");
    required("DATA_KEYS");
    required("SIGNING_KEY");
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(faultLine(error));
    process.exit(1);
  }
  checkDataKeys().catch((error: unknown) => {
    // A database that is away is asked again by everything else.
    if (!(error instanceof EnvError)) return;
    console.error(faultLine(error));
    process.exit(1);
  });
  const stopFollowing = followChanges(pageStore(), deskHub());
  const worker = env().WORKER === "inside" ? keepWorking() : null;
  const noting = keepNotingRefusals();
  keepServices({
    async stop(answered) {
      deskHub().end();
      await Promise.allSettled([stopFollowing(), worker?.stop(), answered]);
      // Last: what is answered while the server ends may be a refusal.
      await noting.stop();
    },
  });
}

const retryMs = 2000;

/** Starts the worker, and again when the database was away; the web server runs meanwhile. */
function keepWorking(): { stop(): Promise<void> } {
  let isStopped = false;
  let worker: Worker | undefined;
  const begin = async () => {
    while (!isStopped) {
      try {
        worker = await startWorker();
        await worker.ended;
      } catch (error) {
        console.error(`worker: ${faultLine(error)}`);
      }
      worker = undefined;
      if (!isStopped) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  begin();
  return {
    async stop() {
      isStopped = true;
      await worker?.stop();
    },
  };
}
