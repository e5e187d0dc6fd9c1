import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { EnvError, readEnv } from "@/lib/env";

/**
 * Lets an operator's command use the database of the running site: DATABASE_URL where it is set, else the embedded
 * one that `npm start` keeps open (its address and the secrets stand in DATA_DIR).
 * @throws EnvError when neither is there.
 */
export async function findDatabase(): Promise<void> {
  loadDotEnv();
  const { DATABASE_URL, DATA_DIR } = readEnv();
  const running = await readJson(path.join(DATA_DIR, "run.json"));
  setDefault("DATABASE_URL", DATABASE_URL ?? running.databaseUrl);
  await findSecrets();
  setDefault("SITE_URL", running.url);
  if (!process.env.DATABASE_URL) {
    throw new EnvError(
      "There is no database to use: the site is not running. Start it with `npm start`, or set DATABASE_URL.",
    );
  }
}

/** A `.env` file beside package.json, for operators who like one. What is set in the environment wins. */
export function loadDotEnv(): void {
  const file = path.resolve(import.meta.dirname, "../.env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** The secrets that `npm start` made and keeps in DATA_DIR, where they are not set: all commands must have the same. */
export async function findSecrets(): Promise<void> {
  loadDotEnv();
  const { AUTH_SECRET, DATA_KEYS, DATA_DIR } = readEnv();
  const secrets = await readJson(path.join(DATA_DIR, "secrets.json"));
  setDefault("AUTH_SECRET", AUTH_SECRET ?? secrets.AUTH_SECRET);
  setDefault("DATA_KEYS", DATA_KEYS ?? secrets.DATA_KEYS);
}

/** An unset variable stays unset: Node would store the word "undefined". */
function setDefault(name: string, value: string | undefined): void {
  if (value !== undefined) process.env[name] ??= value;
}

async function readJson(file: string): Promise<Record<string, string | undefined>> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return {};
  }
}
