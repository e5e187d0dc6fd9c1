import { randomBytes } from "node:crypto";
import pg from "pg";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of its own for a test file: a copy of the migrated template, or empty. */
export async function createTestDatabase({ isEmpty = false } = {}): Promise<TestDatabase> {
  const template = new URL(process.env.TEST_POSTGRES_URL ?? "");
  const admin = new URL(template);
  admin.pathname = "/postgres";
  const name = `test_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    try {
      // Two files that copy the template at once: the second waits.
      await client.query("SELECT pg_advisory_lock(1)");
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(`CREATE DATABASE ${name}${isEmpty ? "" : ` TEMPLATE ${template.pathname.slice(1)}`}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const drop = async () => {
    // Connections that were told to end take a moment; forcing them would look like a database that went away.
    await run(`DO $$ BEGIN FOR i IN 1..100 LOOP
      EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = '${name}');
      PERFORM pg_stat_clear_snapshot(), pg_sleep(0.02);
    END LOOP; END $$`);
    await run(`DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { url: url.href, drop };
}
