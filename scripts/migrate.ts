import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { checkDataKeys, sealPlainAddresses } from "@/lib/addresses/reseal";
import { connect } from "@/lib/db";
import { beginLogs } from "@/lib/ledger/begin";
import { findSecrets } from "@/scripts/find-database";

const folder = path.resolve(import.meta.dirname, "../prisma/migrations");

export interface Migration {
  name: string;
  sql: string;
}

/** The migrations of this release, in order. */
export async function readMigrations(from: string = folder): Promise<Migration[]> {
  const entries = await readdir(from, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      sql: await readFile(path.join(from, name, "migration.sql"), "utf8"),
    })),
  );
}

// Prisma's own table, to the letter, so that `prisma migrate deploy` can take over.
const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** Taken by one runner at a time; Prisma uses the same number. */
const lock = 72707369;

/**
 * Applies what is missing, each migration in a transaction of its own, then the job queue's own migrations, seals what an
 * earlier release kept in the clear, and begins the logs of lists that are older than logs are: both take random bytes.
 * @throws Error naming the migration that failed, changed after it was applied, or is unknown to this release.
 */
export async function migrate(databaseUrl: string, migrations?: Migration[]): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    await client.query(table);
    const applied = await applyMissing(client, migrations ?? (await readMigrations()));
    await runMigrations({ connectionString: databaseUrl, logger: new Logger(() => () => {}) });
    if (await holdsAddresses(client)) await sealWhatIsPlain(databaseUrl);
    if (await holdsLists(client)) await beginAllLogs(databaseUrl);
    return { applied };
  } finally {
    await client.end();
  }
}

/** A new database has nothing to seal, and asks for no key. */
async function holdsAddresses(client: pg.Client): Promise<boolean> {
  const { rows: known } = await client.query("SELECT 1 WHERE to_regclass('plain_address') IS NOT NULL");
  if (known.length === 0) return false;
  const { rows } = await client.query(
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM moderator) OR EXISTS (SELECT 1 FROM plain_address)",
  );
  return rows.length > 0;
}

async function sealWhatIsPlain(databaseUrl: string): Promise<void> {
  const database = connect(databaseUrl, 1);
  try {
    await sealPlainAddresses(database);
    await checkDataKeys(database);
  } finally {
    await database.$disconnect();
  }
}

async function holdsLists(client: pg.Client): Promise<boolean> {
  const { rows: known } = await client.query("SELECT 1 WHERE to_regclass('ledger_entry') IS NOT NULL");
  if (known.length === 0) return false;
  const { rows } = await client.query(
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM letter WHERE published_count > 0)",
  );
  return rows.length > 0;
}

async function beginAllLogs(databaseUrl: string): Promise<void> {
  const database = connect(databaseUrl, 1);
  try {
    await beginLogs(database, new Date());
  } finally {
    await database.$disconnect();
  }
}

async function applyMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  for (const name of known.keys()) {
    if (!migrations.some((migration) => migration.name === name)) {
      throw new Error(
        `The database has the migration ${name}, which this release does not know. Use the release that made it, or a newer one.`,
      );
    }
  }
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = createHash("sha256").update(migration.sql).digest("hex");
    const before = known.get(migration.name);
    if (before && before !== checksum) {
      throw new Error(
        `The migration ${migration.name} was changed after it was applied. Put it back as it was and add a new one.`,
      );
    }
    if (before) continue;
    await apply(client, migration, checksum);
    applied.push(migration.name);
  }
  return applied;
}

async function apply(client: pg.Client, { name, sql }: Migration, checksum: string): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(
      `The migration ${name} failed and was undone: ${error instanceof Error ? error.message : error}`,
    );
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.error("DATABASE_URL is not set: there is no database to migrate. See .env.example.");
    process.exit(1);
  }
  try {
    await findSecrets();
    const { applied } = await migrate(url);
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
