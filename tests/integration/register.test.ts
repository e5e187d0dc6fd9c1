import { describe, expect, test } from "vitest";
import { db, transaction } from "@/lib/db";
import { decide } from "@/lib/moderation/commands";
import { decodeCursor } from "@/lib/register/cursor";
import { readRegister, searchRegister } from "@/lib/register/queries";
import { importPublished } from "@/lib/signatures/status";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date();

async function letterWithNames(names: string[]) {
  const letter = await makeLetter();
  await transaction((tx) =>
    importPublished(
      tx,
      letter.id,
      names.map((name) => ({
        id: crypto.randomUUID(),
        letterId: letter.id,
        letterVersionId: letter.version.id,
        kind: "organisation" as const,
        name,
        locale: "en",
        importKey: name,
      })),
      now,
    ),
  );
  return letter;
}

async function allNames(letterId: string, sort: "signed" | "name", limit = 7): Promise<string[]> {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const page = await readRegister({ letterId, sort, limit, after: after ? decodeCursor(after) : null });
    names.push(...page.signatories.map(({ name }) => name));
    after = page.next;
  } while (after);
  return names;
}

describe("rule 1: published signatures of that letter and nothing else", () => {
  test("every other status, and another letter's names, stay out of list, search and count", async () => {
    const letter = await makeLetter();
    const other = await letterWithNames(["Somebody else entirely"]);
    const moderatorId = await moderatorOf(letter);
    const named = (name: string) => validForm({ name: `${name} society` });
    await signAs(letter, named("unconfirmed"));
    await pendingSignature(letter, named("pending"));
    const act = async (name: string, ...kinds: ("approve" | "reject" | "remove")[]) => {
      const signatureId = await pendingSignature(letter, named(name));
      for (const kind of kinds) await decide({ signatureId, kind, reason: "r" }, moderatorId, now);
    };
    await act("rejected", "reject");
    await act("removed", "approve", "remove");
    await act("published", "approve");
    expect(await allNames(letter.id, "signed")).toEqual(["published society"]);
    expect(await allNames(letter.id, "name")).toEqual(["published society"]);
    expect((await searchRegister(letter.id, "society")).signatories.map(({ name }) => name)).toEqual([
      "published society",
    ]);
    expect((await searchRegister(letter.id, "entirely")).signatories).toEqual([]);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(1);
    expect(await allNames(other.id, "name")).toEqual(["Somebody else entirely"]);
  });

  test("a signatory has no private field, and a representative only with consent", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    for (const showRepresentative of ["", "yes"]) {
      const form = validForm({ name: `Shown ${showRepresentative || "no"}`, showRepresentative });
      const signatureId = await pendingSignature(letter, form);
      await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    }
    const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: 10 });
    const keys = [
      "country",
      "kind",
      "name",
      "nameAlt",
      "nameAltLang",
      "nameLang",
      "position",
      "representative",
      "website",
    ];
    for (const signatory of signatories) expect(Object.keys(signatory).sort()).toEqual(keys);
    expect(signatories.map(({ representative }) => representative)).toEqual([
      null,
      { name: "Rosa Representative", role: "Director" },
    ]);
    expect(JSON.stringify(signatories)).not.toContain("@");
  });
});

describe("pages by keyset", () => {
  test("both orders show every name once, whatever the page size", async () => {
    const names = [
      "Ökobund",
      "österreich hilft",
      "Zebra",
      "apple",
      "Apple",
      "Éclair",
      "Eclair",
      "123",
      "#tag",
      "Ωmega",
      "Ziel",
    ];
    const letter = await letterWithNames(names);
    expect(await allNames(letter.id, "signed", 3)).toEqual(names);
    const sorted = await allNames(letter.id, "name", 2);
    expect([...sorted].sort()).toEqual([...names].sort());
    expect(sorted).toEqual(await allNames(letter.id, "name", 100));
    expect(sorted.indexOf("Ökobund")).toBeLessThan(sorted.indexOf("Zebra"));
  });

  test("no list query reads the table from end to end, and no sort (rule 6)", async () => {
    const letter = await letterWithNames(Array.from({ length: 3000 }, (_, at) => `Name number ${at}`));
    await db().$executeRawUnsafe("ANALYZE signature");
    const first = await readRegister({ letterId: letter.id, sort: "name", limit: 100 });
    const cursor = decodeCursor(first.next ?? "");
    if (cursor?.sort !== "name") throw new Error("no cursor");
    const plans = await Promise.all([
      explain(
        `SELECT * FROM signature WHERE letter_id = '${letter.id}' AND status = 'published' AND position > 200 ORDER BY position LIMIT 101`,
      ),
      explain(`SELECT * FROM signature WHERE letter_id = '${letter.id}' AND status = 'published'
        AND (name COLLATE "und-x-icu", id) > ('${cursor.name}' COLLATE "und-x-icu", '${cursor.id}') ORDER BY name COLLATE "und-x-icu", id LIMIT 101`),
      explain(`SELECT * FROM signature WHERE letter_id = '${letter.id}' AND status = 'published'
        AND register_text(name, name_alt) LIKE '%' || register_pattern('number 299') || '%' LIMIT 101`),
    ]);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/);
    expect(plans[0]).not.toMatch(/Sort/);
    expect(plans[1]).not.toMatch(/Sort/);
  });
});

describe("search", () => {
  test("accents and case do not count; LIKE's own signs are letters", async () => {
    const letter = await letterWithNames([
      "Fundación Infancia",
      "100% Kinder",
      "100 Kinder",
      "a_b_c",
      "axbxc",
    ]);
    const find = async (text: string) =>
      (await searchRegister(letter.id, text)).signatories.map(({ name }) => name);
    expect(await find("FUNDACION")).toEqual(["Fundación Infancia"]);
    expect(await find("100%")).toEqual(["100% Kinder"]);
    expect(await find("a_b")).toEqual(["a_b_c"]);
    expect(await find("\\")).toEqual([]);
  });
});

async function explain(sql: string): Promise<string> {
  const rows = await db().$queryRawUnsafe<{ "QUERY PLAN": string }[]>(`EXPLAIN ${sql}`);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}
