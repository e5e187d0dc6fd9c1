import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { freePort } from "@/scripts/free-port";
import { migrate } from "@/scripts/migrate";
import { type RunningPostgres, startTemporaryPostgres } from "@/scripts/postgres";
import { startWebProcess } from "@/scripts/web-process";
import { testSecrets } from "@/tests/support/secrets";

/** The folder that the production build runs in. */
export const standalone = path.resolve(import.meta.dirname, "../../.next/standalone");

export interface RunningServer {
  url: string;
  /** Everything that the process wrote. */
  log(): string;
  /** Closes both ends where its output is read. */
  stopReading(): void;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts the production build on a free port, as `npm start` does, and waits until it is ready. */
export async function startServer(settings: Record<string, string>): Promise<RunningServer> {
  for (let tries = 5; ; tries -= 1) {
    const port = settings.PORT ?? String(await freePort(3100 + Math.floor(Math.random() * 500)));
    let written = "";
    let server: ChildProcess | undefined;
    const outcome = await startWebProcess({
      folder: standalone,
      env: { PATH: process.env.PATH, NODE_ENV: "production", HOSTNAME: "127.0.0.1", PORT: port, ...settings },
      output: "pipe",
      onSpawn: (started) => {
        server = started;
        // A story that fails before it stops its server leaves none behind.
        const killed = () => started.kill("SIGKILL");
        process.once("exit", killed);
        started.once("exit", () => process.off("exit", killed));
        for (const stream of [started.stdout, started.stderr])
          stream?.on("data", (chunk: Buffer) => {
            written += chunk;
          });
      },
      timeout: 30_000,
    });
    if (outcome === "ready" && server) {
      const running = server;
      return {
        url: `http://localhost:${port}`,
        log: () => written,
        stopReading: () => {
          for (const stream of [running.stdout, running.stderr]) stream?.destroy();
        },
        kill: (signal) => void running.kill(signal),
        stop: () => end(running),
      };
    }
    // Another story may have taken the port between the look and the start.
    if (outcome !== "taken" || settings.PORT || tries === 1)
      throw new Error(`the server did not become ready (${outcome}):\n${written}`);
  }
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
