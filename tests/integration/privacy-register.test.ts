import { expect, test } from "vitest";
import { db } from "@/lib/db";
import { messages } from "@/lib/i18n/translate";
import { categoryNames } from "@/lib/privacy/categories";
import { protectionsOf, register, tables } from "@/lib/privacy/register";
import { rules } from "@/lib/privacy/rules";
import { columnsIn } from "@/lib/privacy/stored-table";
import { withTestDatabase } from "@/tests/support/world";

withTestDatabase();

interface Place {
  table: string;
  column: string;
}

test("every table and column of the database is in the register, once, and nothing else is", async () => {
  const rows = await db().$queryRaw<Place[]>`
    SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`;
  const stored = rows.map(({ table, column }) => `${table}.${column}`);
  const registered = tables.flatMap(([name, { personal = {}, none }]) =>
    [...Object.keys(personal), ...columnsIn(none)].map((column) => `${name}.${column}`),
  );
  expect(registered.sort()).toEqual(stored.sort());
});

test("tables elsewhere are the job queue's alone", async () => {
  const rows = await db().$queryRaw<{ schema: string }[]>`
    SELECT DISTINCT schemaname AS schema FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`;
  expect(rows.map(({ schema }) => schema)).toEqual(["graphile_worker", "public"]);
});

test("rows about a signature that outlive its erasure lose everything personal about its signer", () => {
  const left = tables.flatMap(([name, { of, erase, personal = {} }]) => {
    if (!of || erase === "delete") return [];
    return Object.entries(personal).flatMap(([column, { category, clear }]) =>
      clear || category === "work" || category === "account" ? [] : [`${name}.${column}`],
    );
  });
  expect(left).toEqual([]);
});

test("every table with a column that points to a signature says what becomes of its rows", async () => {
  const rows = await db().$queryRaw<Place[]>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'signature_id'`;
  // These name a signature by its number, and outlive it.
  const counted = ["audit_entry", "bulk_item"];
  const silent = rows.filter(
    ({ table }) =>
      !counted.includes(table) && !tables.some(([name, { of, erase }]) => name === table && of && erase),
  );
  expect(silent).toEqual([]);
});

test("every category is kept somewhere, and every rule and category has its words", () => {
  for (const name of categoryNames) expect([name, protectionsOf(name).length > 0]).toEqual([name, true]);
  for (const { privacy } of Object.values(messages)) {
    expect(Object.keys(privacy.categories).sort()).toEqual([...categoryNames].sort());
    expect(Object.keys(privacy.keep).sort()).toEqual(Object.keys(rules).sort());
  }
});

test("what a column shows in an export is one of its table's", () => {
  for (const [name, { none, shown }] of tables)
    expect([name, columnsIn(shown).filter((column) => !columnsIn(none).includes(column))]).toEqual([
      name,
      [],
    ]);
  expect(register.signature.of).toBe("id");
});
