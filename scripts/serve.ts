import { type ChildProcess, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Env, EnvError, readEnv } from "@/lib/env";
import { loadDotEnv } from "@/scripts/find-database";
import { freePort, isFree } from "@/scripts/free-port";
import { migrate } from "@/scripts/migrate";
import { type RunningPostgres, startPostgres } from "@/scripts/postgres";
import { startWebProcess } from "@/scripts/web-process";

const root = path.resolve(import.meta.dirname, "..");
const begun = Date.now();
let postgres: RunningPostgres | undefined;
let server: ChildProcess | undefined;
let isStopping = false;

main().catch(async (error: unknown) => {
  console.error(error instanceof EnvError || error instanceof Error ? `\n${error.message}` : error);
  await endAll();
  process.exit(1);
});

async function main(): Promise<void> {
  loadDotEnv();
  const env = readEnv();
  await mkdir(env.DATA_DIR, { recursive: true });
  const runFile = path.join(env.DATA_DIR, "run.json");
  await refuseSecond(runFile);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopAll(runFile));

  await step("Secrets", () => keepSecrets(env));
  if (env.DATABASE_URL) process.env.DATABASE_URL = env.DATABASE_URL;
  else {
    await step("Embedded PostgreSQL", async () => {
      postgres = await startPostgres({
        dataDir: path.join(env.DATA_DIR, "postgres"),
        onProgress: (line) => console.log(`  ${line}`),
      });
      process.env.DATABASE_URL = postgres.url;
    });
  }
  await step("Migrations", () => migrate(process.env.DATABASE_URL ?? ""));
  await step("Build", buildIfNeeded);
  process.env.DATA_DIR = env.DATA_DIR;
  const port = await step("Web server", () => startServer(env));
  if (isStopping) return;
  // What is made from here on has the address of the port that was found.
  process.env.PORT = String(port);
  const site = (env.SITE_URL ?? `http://localhost:${port}`).replace(/\/$/, "");
  server?.once("exit", (code) => {
    if (isStopping) return;
    console.error(`The web server ended by itself (code ${code}); its last words are in ${logPath(env)}.`);
    stopAll(runFile, code ?? 1);
  });
  const { slug, link } = await step("Demo letter", prepareContent);
  if (isStopping) return;
  await writeFile(
    runFile,
    JSON.stringify({ pid: process.pid, url: site, databaseUrl: process.env.DATABASE_URL }),
    { mode: 0o600 },
  );
  announce(env, site, slug, link);
}

async function refuseSecond(runFile: string): Promise<void> {
  const running = await readFile(runFile, "utf8").then(JSON.parse, () => null);
  if (!running || !isAlive(running.pid)) return;
  throw new EnvError(
    `This copy is already running at ${running.url} (process ${running.pid}). Stop that one first, or use it.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const shown = spawnSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" });
    return shown.status !== 0 ? shown.error !== undefined : shown.stdout.includes("serve.ts");
  } catch {
    return false;
  }
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const since = Date.now();
  if (process.stdout.isTTY) process.stdout.write(`… ${name}`);
  const result = await work();
  const took = `${((Date.now() - since) / 1000).toFixed(1)} s`;
  console.log(`${process.stdout.isTTY ? "\r" : ""}✓ ${name.padEnd(22)} ${took.padStart(7)}`);
  return result;
}

const makeSecret = {
  AUTH_SECRET: () => randomBytes(32).toString("base64url"),
  DATA_KEYS: () => randomBytes(32).toString("base64url"),
  SIGNING_KEY: () =>
    generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
};

/** The secrets, made on the first start and kept in DATA_DIR; what is set wins. */
async function keepSecrets(env: Env): Promise<void> {
  const file = path.join(env.DATA_DIR, "secrets.json");
  const secrets: Record<string, string> = await readFile(file, "utf8").then(JSON.parse, () => ({}));
  for (const name of ["AUTH_SECRET", "DATA_KEYS", "SIGNING_KEY"] as const) {
    if (env[name]) continue;
    if (!secrets[name]) {
      secrets[name] = makeSecret[name]();
      await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    }
    process.env[name] = secrets[name];
  }
}

const sources = [
  "scripts/web.ts",
  "scripts/build.mjs",
  "app",
  "emails",
  "lib",
  "prisma/schema.prisma",
  "public",
  "scripts/build.mjs",
  "scripts/build-assets.mjs",
  "scripts/generate.mjs",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.mjs",
  "package-lock.json",
  "tsconfig.json",
  "prisma.config.ts",
];

async function buildIfNeeded(): Promise<void> {
  const fingerprintFile = path.join(root, ".next/undersigned-build");
  const fingerprint = await fingerprintOf(sources);
  const built = await readFile(fingerprintFile, "utf8").catch(() => "");
  if (built === fingerprint && existsSync(path.join(root, ".next/standalone/web.mjs"))) return;
  console.log("  Building the site (a minute or two on a small machine) …");
  const done = spawnSync(process.execPath, [path.join(root, "scripts/build.mjs")], {
    cwd: root,
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`The site could not be built:\n${done.stdout}\n${done.stderr}`);
  await writeFile(fingerprintFile, fingerprint);
}

async function fingerprintOf(places: string[]): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const place of places) await addToHash(hash, path.join(root, place));
  return hash.digest("hex");
}

async function addToHash(hash: ReturnType<typeof createHash>, place: string): Promise<void> {
  const found = await stat(place).catch(() => null);
  if (!found || place.includes(`${path.sep}generated`) || place.endsWith(path.join("public", "assets")))
    return;
  if (found.isDirectory()) {
    for (const name of (await readdir(place)).sort()) await addToHash(hash, path.join(place, name));
  } else {
    hash.update(path.relative(root, place)).update(await readFile(place));
  }
}

/** Loads the demo where there is no letter yet; makes the owner's way in. */
async function prepareContent() {
  const { db, disconnect } = await import("@/lib/db");
  if ((await db().letter.count()) === 0) await (await import("@/prisma/demo/load")).loadDemo();
  const letter = await db().letter.findFirst({ orderBy: { createdAt: "asc" }, select: { slug: true } });
  const link = await (await import("@/lib/accounts/sign-in-links")).makeOwnerSignInLink();
  await disconnect();
  return { slug: letter?.slug ?? "", link };
}

function logPath(env: Env): string {
  return path.join(env.DATA_DIR, "server.log");
}

/** At PORT where it is set, and then there or nowhere; otherwise at the first free one from 3000. Returns the port. */
async function startServer(env: Env): Promise<number> {
  const isGiven = Boolean(process.env.PORT?.trim());
  const log = openSync(logPath(env), "w");
  for (let port = env.PORT, tries = 5; ; port += 1, tries -= 1) {
    if (!isGiven) port = await freePort(port);
    else if (!(await isFree(port))) throw takenPort(port);
    const outcome = await startWebProcess({
      folder: path.join(root, ".next/standalone"),
      env: {
        ...process.env,
        HOSTNAME: env.HOST,
        PORT: String(port),
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
      },
      output: log,
      onSpawn: (started) => {
        server = started;
      },
      isDetached: true,
      timeout: 60_000,
    });
    if (outcome === "ready" || isStopping) return port;
    if (outcome === "taken" && isGiven) throw takenPort(port);
    // Another copy that starts at this moment may take a port between the look and the start.
    if (outcome !== "taken" || tries === 1) break;
  }
  const said = await readFile(logPath(env), "utf8").catch(() => "");
  throw new Error(
    `The web server did not become ready. The end of ${logPath(env)}:\n${said.split("\n").slice(-12).join("\n")}`,
  );
}

function takenPort(port: number): EnvError {
  return new EnvError(
    `PORT=${port} is taken by another program. Choose another, or leave PORT unset and a free one is found.`,
  );
}

function announce(env: Env, site: string, slug: string, link: string): void {
  const lines = [
    ["Letter", `${site}/en/${slug}`],
    ["Desk", link],
    ["", "(signs the owner in once, within an hour)"],
    ...(env.SMTP_URL ? [] : [["Inbox", `${site}/dev/inbox`]]),
    ["Data", postgres ? postgres.folder : "in the database of DATABASE_URL"],
  ];
  console.log(`\nUndersigned is ready after ${((Date.now() - begun) / 1000).toFixed(1)} s.\n`);
  for (const [name = "", value = ""] of lines) console.log(`  ${name.padEnd(8)}${value}`);
  console.log("\nCtrl+C stops it; the data stays.");
}

async function stopAll(runFile: string, code = 0): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await rm(runFile, { force: true });
  await endAll();
  process.exit(code);
}

async function endAll(): Promise<void> {
  if (server && server.exitCode === null && server.signalCode === null) {
    const running = server;
    const exited = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    const late = setTimeout(() => running.kill("SIGKILL"), 10_000);
    await exited;
    clearTimeout(late);
  }
  await postgres?.stop().catch(() => {});
}
