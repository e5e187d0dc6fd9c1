import { type ChildProcess, spawn } from "node:child_process";

/** What the web server tells whoever started it, as far as it can be told (scripts/web.ts): where it listens, or why it does not. */
export type WebServerSays = { listening: number } | { failed: string };

export interface WebProcessOptions {
  /** The folder of the build. */
  folder: string;
  /** Its whole environment; HOSTNAME and PORT are where it listens. */
  env: NodeJS.ProcessEnv & { HOSTNAME: string; PORT: string };
  /** Where its output goes: the number of an open file, or pipes. */
  output: number | "pipe";
  /** Called at once, so that its output and its end can be followed. */
  onSpawn: (server: ChildProcess) => void;
  isDetached?: boolean;
  /** How long it may take, in milliseconds. */
  timeout: number;
}

/**
 * Starts the web server that was built, and waits until it is ready. It says itself that it listens: an answer from its port may be
 * another program's, which took the port after it was found free.
 * @returns "ready"; "taken" where that happened; "ended" or "late" where it ended, or was not ready in time. Only a ready one runs on.
 */
export async function startWebProcess(
  options: WebProcessOptions,
): Promise<"ready" | "taken" | "ended" | "late"> {
  const { folder, env, output, onSpawn, isDetached = false, timeout } = options;
  const server = spawn(process.execPath, ["web.mjs"], {
    cwd: folder,
    env,
    stdio: ["ignore", output, output, "ipc"],
    detached: isDetached,
  });
  onSpawn(server);
  const ended = new Promise<"ended">((resolve) => server.once("exit", () => resolve("ended")));
  const late = new Promise<"late">((resolve) => setTimeout(resolve, timeout, "late").unref());
  const said = new Promise<"taken" | "ended" | "ready">((resolve) =>
    server.once("message", (message: WebServerSays) => {
      if ("failed" in message) resolve(message.failed === "EADDRINUSE" ? "taken" : "ended");
      else resolve(untilReady(server, `http://${probed(env.HOSTNAME)}:${message.listening}/readyz`));
    }),
  );
  const outcome = await Promise.race([said, ended, late]);
  if (outcome !== "ready") {
    server.kill("SIGTERM");
    await ended;
  }
  return outcome;
}

/** Where a server is reached that listens at this address. */
function probed(hostname: string): string {
  if (["0.0.0.0", "::"].includes(hostname)) return "127.0.0.1";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

async function untilReady(server: ChildProcess, url: string): Promise<"ready" | "ended"> {
  while (server.exitCode === null && server.signalCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return "ready";
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return "ended";
}
