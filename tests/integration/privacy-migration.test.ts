import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { knownMigrations } from "@/lib/migrations";
import { createTestDatabase, type TestDatabase } from "@/tests/support/database";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ isEmpty: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const run = (name: string) =>
  client.query(
    readFileSync(path.resolve(import.meta.dirname, `../../prisma/migrations/${name}/migration.sql`), "utf8"),
  );

test("names that an earlier release copied into evidence give way to ids, and what has ended gets its day", async () => {
  for (const name of knownMigrations.slice(0, knownMigrations.indexOf("0015_privacy"))) await run(name);
  const [letter, version, quoting, quoted, moderator] = Array.from({ length: 5 }, () => randomUUID());
  // As the rows were written; the rules of their coming to be are others' tests.
  await client.query("SET session_replication_role = replica");
  await client.query(
    "INSERT INTO letter (id, slug, publisher, date, default_locale, accent) VALUES ($1, 'a', 'A', now(), 'en', '#000000')",
    [letter],
  );
  for (const [id, name] of [
    [quoting, "Quoting"],
    [quoted, "Zebrafreunde"],
  ])
    await client.query(
      `INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, locale, decided_at)
       VALUES ($1, $2, $3, 'rejected', 'organisation', $4, 'en', '2026-01-02T00:00:00Z')`,
      [id, letter, version, name],
    );
  const values = (more: object) => JSON.stringify({ name: "Zebrafreunde", count: 1, ...more });
  const kept = [
    { code: "samePerson", weighs: "against", values: { name: "Zebrafreunde", count: 1 } },
    { code: "noMail", weighs: "unknown", values: {} },
    { code: "sameDomain", weighs: "against", values: { name: "Gone since", domain: "x.example" } },
  ];
  await client.query(
    `INSERT INTO evidence (signature_id, place, code, weighs, values, checked_at)
     VALUES ($1, 0, 'similarName', 'against', $2, now()), ($1, 1, 'samePerson', 'against', $3, now())`,
    [quoting, values({ signature: quoted }), values({})],
  );
  await client.query(
    "INSERT INTO decision (signature_id, moderator_id, kind, decided_at, evidence) VALUES ($1, $2, 'reject', now(), $3)",
    [quoting, moderator, JSON.stringify(kept)],
  );
  await client.query("SET session_replication_role = origin");
  await run("0015_privacy");

  const { rows: evidence } = await client.query("SELECT values FROM evidence ORDER BY place");
  expect(evidence.map((row) => row.values)).toEqual([
    { count: 1, signature: quoted },
    { count: 1, signature: quoted },
  ]);
  const { rows: decisions } = await client.query("SELECT evidence FROM decision");
  expect(decisions[0]?.evidence).toEqual([
    { code: "samePerson", weighs: "against", values: { count: 1, signature: quoted } },
    { code: "noMail", weighs: "unknown", values: {} },
    { code: "sameDomain", weighs: "against", values: { domain: "x.example", signature: "" } },
  ]);
  const { rows: ended } = await client.query("SELECT ended_at FROM signature");
  for (const { ended_at } of ended) expect(ended_at.toISOString()).toBe("2026-01-02T00:00:00.000Z");
});

test("words of what was done to many, and marks of confirmed forms, go from a database of an earlier release", async () => {
  const [after, until] = [
    knownMigrations.indexOf("0015_privacy") + 1,
    knownMigrations.indexOf("0023_used_up"),
  ];
  for (const name of knownMigrations.slice(after, until)) await run(name);
  const [letter, moderator] = [randomUUID(), randomUUID()];
  await client.query("SET session_replication_role = replica");
  for (const finished of [null, "2026-01-01T00:00:00Z"])
    await client.query(
      `INSERT INTO bulk (letter_id, moderator_id, kind, reason, argument, total, started_at, finished_at)
       VALUES ($1, $2, 'reject', 'why', 'tag', 1, now(), $3)`,
      [letter, moderator, finished],
    );
  await client.query("DELETE FROM signature");
  for (const status of ["unconfirmed", "pending"])
    await client.query(
      `INSERT INTO signature (letter_id, letter_version_id, status, kind, name, locale, form_mark)
       VALUES ($1, $1, $2, 'organisation', 'A', 'en', '\\x00')`,
      [letter, status],
    );
  await client.query("SET session_replication_role = origin");
  await run("0023_used_up");
  const { rows: bulks } = await client.query(
    "SELECT reason, argument FROM bulk ORDER BY finished_at NULLS FIRST",
  );
  expect(bulks).toEqual([
    { reason: "why", argument: "tag" },
    { reason: null, argument: null },
  ]);
  const { rows: marks } = await client.query(
    "SELECT form_mark IS NOT NULL AS is_marked FROM signature ORDER BY status",
  );
  expect(marks).toEqual([{ is_marked: true }, { is_marked: false }]);
});
