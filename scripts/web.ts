import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import next from "next";
import { answerFromStore } from "@/app/_http/front";
import { refuseOdd } from "@/app/_http/odd-requests";
import { notePeerAddress } from "@/app/_http/peer-header";
import { stopServices } from "@/app/_http/running";
import { goOnUnheard } from "@/lib/faults";
import type { WebServerSays } from "@/scripts/web-process";

// The web server: what is kept is answered at once, everything else by Next. Bundled to .next/standalone/web.mjs.
goOnUnheard(process.stdout, process.stderr);
const dir = import.meta.dirname;
process.chdir(dir);
const port = Number(process.env.PORT ?? 3000);
const hostname = process.env.HOSTNAME ?? "127.0.0.1";
const built = JSON.parse(readFileSync(path.join(dir, ".next/required-server-files.json"), "utf8"));
// As Next's own standalone server does: the configuration is the one that was built.
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(built.config);

const app = next({ dev: false, dir, hostname, port });
await app.prepare();
const answer = app.getRequestHandler();
const server = createServer((request, response) => {
  if (refuseOdd(request, response)) return;
  if (answerFromStore(request, response, new Date())) return;
  notePeerAddress(request);
  answer(request, response);
});
server.on("error", (error: NodeJS.ErrnoException) => {
  console.error(error.message);
  tell({ failed: error.code ?? error.message }, () => process.exit(1));
});
server.listen(port, hostname, () => tell({ listening: port }, () => {}));

/** Whoever started this process hears it, if they listen; nothing else is ever said to them. */
function tell(what: WebServerSays, then: () => void): void {
  if (process.send)
    process.send(what, () => {
      if (process.connected) process.disconnect();
      then();
    });
  else then();
}

/** Answers what has begun and finishes the jobs under way, then ends; nothing waits longer than eight seconds. */
async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), 8000).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.allSettled([closed, stopServices(closed)]);
  await app.close();
  process.exit(0);
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
