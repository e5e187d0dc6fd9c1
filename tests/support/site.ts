import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { freePort } from "@/scripts/free-port";
import { migrate } from "@/scripts/migrate";
import { type RunningPostgres, startTemporaryPostgres } from "@/scripts/postgres";
import { testSecrets } from "@/tests/support/secrets";

/** The folder that the production build runs in. */
export const standalone = path.resolve(import.meta.dirname, "../../.next/standalone");

export interface RunningServer {
  url: string;
  /** Everything that the process wrote. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts the production build on a free port, as `npm start` does, and waits until it is ready. */
export async function startServer(settings: Record<string, string>): Promise<RunningServer> {
  const port = Number(settings.PORT ?? (await freePort(3100 + Math.floor(Math.random() * 500))));
  let written = "";
  const server: ChildProcess = spawn(process.execPath, ["web.mjs"], {
    cwd: standalone,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      HOSTNAME: "127.0.0.1",
      PORT: String(port),
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      written += chunk;
    });
  }
  const url = `http://localhost:${port}`;
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${written}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) {
      return {
        url,
        log: () => written,
        kill: (signal) => void server.kill(signal),
        stop: () => end(server),
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await end(server);
  throw new Error(`the server did not become ready:\n${written}`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  const late = setTimeout(() => server.kill("SIGKILL"), 10_000);
  await exited;
  clearTimeout(late);
}

/** A temporary PostgreSQL with the demo in it; this process's own settings point to it. */
export async function startDemoDatabase(): Promise<RunningPostgres> {
  const postgres = await startTemporaryPostgres();
  await migrate(postgres.url);
  process.env.DATABASE_URL = postgres.url;
  Object.assign(process.env, testSecrets);
  const { loadDemo } = await import("@/prisma/demo/load");
  await loadDemo();
  return postgres;
}
