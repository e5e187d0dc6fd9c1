import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import { importLetter } from "@/lib/letters/import";
import { findLetter } from "@/lib/letters/queries";
import { readRegister } from "@/lib/register/queries";
import { loadDemo } from "@/prisma/demo/load";
import { withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");
let folder = "";

const letterText = (changes = "") => `---
title: A title
standfirst: Why it matters.
date: 2026-01-02
publisher: Somebody
slug: imported-letter
${changes}---

The text.
`;

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

async function names(): Promise<string[]> {
  const letter = await findLetter("imported-letter", "en");
  if (!letter) return [];
  const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: 500 });
  return signatories.map(({ name }) => name);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-import-"));
  await db().$transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = replica");
    await tx.$executeRawUnsafe("TRUNCATE letter, letter_version, signature, audit_entry, membership CASCADE");
  });
  return () => rm(folder, { recursive: true, force: true });
});

describe("importing a letter", () => {
  test("a spreadsheet's CSV: BOM, semicolons, CRLF, quoted commas, blank lines, order", async () => {
    await write({
      "en.md": letterText().replaceAll("\n", "\r\n"),
      "signatories.csv":
        '\uFEFFName;Kind;Country;Website;Order\r\n\r\n"Second, Ltd.";organisation;DE;www.second.example;2\r\n;;;;\r\n"First ""One""";;be;;1\r\n\r\n',
    });
    const imported = await importLetter(folder, { now });
    expect(imported).toMatchObject({ ok: true, value: { added: 2, isNewLetter: true, newVersions: ["en"] } });
    expect(await names()).toEqual(['First "One"', "Second, Ltd."]);
  });

  test("run again, doubles nothing; a changed text is a new version and the old one stays", async () => {
    await write({ "en.md": letterText(), "signatories.csv": "name\nOne\nTwo\n" });
    await importLetter(folder, { now });
    expect(await importLetter(folder, { now })).toMatchObject({
      ok: true,
      value: { added: 0, alreadyThere: 2, isNewLetter: false, newVersions: [] },
    });
    await write({
      "en.md": letterText().replace("The text.", "A new text."),
      "signatories.csv": "name\nOne\nThree\n",
    });
    expect(await importLetter(folder, { now })).toMatchObject({
      ok: true,
      value: { added: 1, newVersions: ["en"] },
    });
    expect(await names()).toEqual(["One", "Two", "Three"]);
    expect(
      (await db().letterVersion.findMany({ orderBy: { number: "asc" } })).map(({ body }) => body),
    ).toEqual(["The text.", "A new text."]);
  });

  test("anything wrong imports nothing, and every row is told why", async () => {
    const csv = [
      "name,kind,country,website,order",
      "Good,organisation,DE,https://good.example,1",
      ",organisation,DE,,2",
      "Bad country,organisation,XX,,3",
      "Bad kind,robot,DE,,4",
      "Bad site,organisation,DE,javascript:alert(1),5",
      "Bad order,organisation,DE,,first",
      `${"x".repeat(201)},organisation,DE,,7`,
      "Hid\u202eden,organisation,DE,,8",
      "Good,organisation,DE,,9",
    ].join("\n");
    await write({ "en.md": letterText(), "signatories.csv": csv });
    const imported = await importLetter(folder, { now });
    if (imported.ok) throw new Error("imported");
    expect(imported.error.rows.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(imported.error.rows.map(({ why }) => why.join())).toEqual([
      expect.stringContaining("name is empty"),
      expect.stringContaining("country “XX”"),
      expect.stringContaining("kind “robot”"),
      expect.stringContaining("website “javascript:alert(1)”"),
      expect.stringContaining("order “first”"),
      expect.stringContaining("longer than 200"),
      expect.stringContaining("invisible characters"),
      expect.stringContaining("the same name stands in line 2"),
    ]);
    expect(await db().letter.count()).toBe(0);
    expect(await importLetter(folder, { now, skipRefused: true })).toMatchObject({
      ok: true,
      value: { added: 1 },
    });
    expect(await names()).toEqual(["Good"]);
  });

  test.each([
    ["no front matter", { "en.md": "Just text" }, /front matter/],
    ["an unknown key", { "en.md": letterText("colour: red\n") }, /unknown in its front matter: colour/],
    ["a wrong date", { "en.md": letterText().replace("2026-01-02", "2 January") }, /date is not a date/],
    ["an unknown language", { "xx.md": letterText() }, /language of this site/],
    ["two dates", { "en.md": letterText(), "de.md": letterText().replace("2026", "2025") }, /date differs/],
    ["a pale accent", { "en.md": letterText('accent: "#eeeeee"\n') }, /too pale/],
    ["nothing", {}, /holds no letter/],
  ])("%s is refused with a clear line", async (_, files, message) => {
    await write(files as Record<string, string>);
    const imported = await importLetter(folder, { now });
    if (imported.ok) throw new Error("imported");
    expect(imported.error.files.flatMap(({ why }) => why).join("\n")).toMatch(message);
  });

  test("makes OWNER_EMAIL an owner where it is nobody there, with an entry in the log", async () => {
    await write({ "en.md": letterText() });
    await importLetter(folder, { now });
    await importLetter(folder, { now });
    const [membership] = await db().membership.findMany();
    expect(membership?.role).toBe("owner");
    const entries = await db().auditEntry.findMany({ where: { action: "role" } });
    expect(entries).toMatchObject([{ actor: "import", detail: `${membership?.moderatorId} none owner` }]);
  });

  test("a list without a name column is refused as a whole", async () => {
    await write({ "en.md": letterText(), "signatories.csv": "organisation\nOne\n" });
    const imported = await importLetter(folder, { now });
    expect(imported).toMatchObject({
      ok: false,
      error: { rows: [{ line: 1, why: [expect.stringContaining("“name”")] }] },
    });
  });

  test("three thousand names are one import", async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => `Organisation ${at}`);
    await write({ "en.md": letterText(), "signatories.csv": `name\n${rows.join("\n")}\n` });
    expect(await importLetter(folder, { now })).toMatchObject({ ok: true, value: { added: 3000 } });
  });
});

describe("the demo", () => {
  test("has the 53 listed names in order, no address, a queue of 13, and loads once", async () => {
    await loadDemo(now);
    await loadDemo(now);
    const letter = await findLetter("children-safe-online", "fr");
    if (!letter) throw new Error("no demo letter");
    expect(letter.locales.sort()).toEqual(["de", "en", "fr"]);
    const { signatories, next } = await readRegister({ letterId: letter.id, sort: "signed", limit: 100 });
    expect(next).toBeNull();
    expect(signatories).toHaveLength(53);
    expect(letter.publishedCount).toBe(53);
    expect(signatories.at(0)?.name).toBe("ECPAT International");
    expect(signatories.at(-1)?.name).toBe("Eurochild");
    expect(signatories.filter(({ kind }) => kind === "individual").map(({ name }) => name)).toEqual([
      "Professor Abhilash Nair",
    ]);
    const published = { letterId: letter.id, status: "published" as const };
    expect(await db().signature.count({ where: { ...published, sealedEmail: { not: null } } })).toBe(0);
    const pending = await db().signature.findMany({ where: { letterId: letter.id, status: "pending" } });
    expect(pending).toHaveLength(13);
    for (const { email } of pending) expect(email).toMatch(/@[\w.-]+\.example$/);
    expect(await db().message.count()).toBe(0);
  });

  test("can be copied and imported under its own folder name", async () => {
    await cp(path.resolve("prisma/demo/children-safe-online"), path.join(folder, "my-letter"), {
      recursive: true,
    });
    expect(await importLetter(path.join(folder, "my-letter"), { now })).toMatchObject({
      ok: true,
      value: { slug: "my-letter", added: 53 },
    });
  });
});
