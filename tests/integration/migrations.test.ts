import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { knownMigrations } from "@/lib/migrations";
import { migrate, readMigrations } from "@/scripts/migrate";
import { createTestDatabase, type TestDatabase } from "@/tests/support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ isEmpty: true });
});
afterAll(() => database.drop());

describe("migrations", () => {
  test("are applied once; the release knows their names", async () => {
    const { applied } = await migrate(database.url);
    expect(applied).toEqual([...knownMigrations]);
    expect((await migrate(database.url)).applied).toEqual([]);
  });

  test("and prisma/schema.prisma agree", async () => {
    const schema = await readFile("prisma/schema.prisma", "utf8");
    const migrated = await describeDatabase(database.url);
    expect(migrated.length).toBeGreaterThan(100);
    expect(await describeSchema(schema)).toEqual(migrated);
    // The check itself: a schema with one column more is told apart.
    expect(
      await describeSchema(schema.replace("accent         String", "accent String\n  tone String")),
    ).not.toEqual(migrated);
  });

  test("an edited or unknown one is refused, a failing one undone", async () => {
    const migrations = await readMigrations();
    const edited = migrations.map((migration) => ({ ...migration, sql: `${migration.sql}\n-- edited` }));
    await expect(migrate(database.url, edited)).rejects.toThrow(/was changed after it was applied/);
    await expect(migrate(database.url, [])).rejects.toThrow(/does not know/);
    const failing = [...migrations, { name: "9999_fails", sql: "CREATE TABLE half (id int); SELECT 1/0;" }];
    await expect(migrate(database.url, failing)).rejects.toThrow(/9999_fails failed and was undone/);
    expect((await migrate(database.url)).applied).toEqual([]);
  });
});

/** What only the migrations have: rules that Prisma's schema language has no words for. */
const beyondPrisma =
  /amendment_(open_once|open_undecided|decided_by)|handover_(open_once|open|email_index|over_empty|agreed_to)|bulk_(item_left|finished_says_nothing)|consent_standing|message_correction|correction_amendment|message_news_once|figure_noted|letter_(authority_days|contact_months)|invitation_open_once|message_troubled|signature_(confirmed_unmarked|unconfirmed_once|register_by_name|register_(?:text|site)|unconfirmed_since|published_has_position|address_whole|anonymised_has_ended|to_anonymise|with_contact|with_network|queue_\w+|evidence_missing|name_similar|search )/;

/** A database's tables as lines: columns, constraints, indexes and enums. */
async function describeDatabase(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ line: string }>(`
    SELECT format('column %s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN 'not null' END, pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> '_prisma_migrations'
    UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND contype <> 't' AND conname NOT LIKE '\\_prisma%'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL SELECT format('enum %s %s', t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder))
      FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid GROUP BY t.typname
    ORDER BY 1`);
  await client.end();
  return rows.map(({ line }) => line).filter((line) => !beyondPrisma.test(line));
}

/** The SQL that makes an empty database what a schema says. */
function sqlOf(schema: string): string {
  const script = path.resolve("tests/support/schema-sql.mjs");
  const env = { ...process.env, DATABASE_URL: database.url };
  const made = spawnSync(process.execPath, [script], { input: schema, env, encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  return made.stdout;
}

/** A new database made from a schema alone, described. */
async function describeSchema(schema: string): Promise<string[]> {
  const made = await createTestDatabase({ isEmpty: true });
  try {
    const client = new pg.Client({ connectionString: made.url });
    await client.connect();
    await client.query(sqlOf(schema));
    await client.end();
    return await describeDatabase(made.url);
  } finally {
    await made.drop();
  }
}
