import { beforeAll, describe, expect, test } from "vitest";
import { db, transaction } from "@/lib/db";
import { keepEvidence } from "@/lib/evidence/commands";
import type { Letter } from "@/lib/letters/queries";
import { decide } from "@/lib/moderation/commands";
import {
  previousInQueue,
  queueCursor,
  queueSettings,
  queueSql,
  readQueue,
  viewCounts,
} from "@/lib/moderation/queue";
import { QueueQuery, queueSorts, queueViews } from "@/lib/moderation/queue-query";
import { sumTallies, tallyOf } from "@/lib/moderation/tally";
import { purgeUnconfirmed } from "@/lib/privacy/retention";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");
const ask = (query: Record<string, string> = {}) => QueueQuery.parse(query);

/** Every name that a queue shows, over all its pages. */
async function namesIn(letter: Letter, moderatorId: string, query: Record<string, string>, limit = 7) {
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await readQueue({ letterId: letter.id, moderatorId }, ask(query), after, limit);
    names.push(...page.items.map(({ name }) => name));
    if (!page.next) return names;
    after = page.next;
  }
}

describe("a queue by keyset", () => {
  test.each(queueSorts)("sorted %s, shows each once over page borders", async (sort) => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const ids: string[] = [];
    for (let at = 0; at < 20; at += 1) ids.push(await pendingSignature(letter));
    // Half of them in the same millisecond: the border of a page must not lose one.
    await db()
      .$executeRaw`UPDATE signature SET created_at = '2026-01-01' WHERE id = ANY(${ids.slice(10)}::uuid[])`;
    const names = await namesIn(letter, moderatorId, { sort });
    expect(new Set(names).size).toBe(20);
    expect(names).toHaveLength(20);
    if (sort === "name") expect(names).toEqual([...names].sort(new Intl.Collator("en").compare));
    const place = { letterId: letter.id, moderatorId };
    const [first, second] = (await readQueue(place, ask({ sort }), null, 2)).items;
    const following = await readQueue(place, ask({ sort }), first ? queueCursor(sort, first) : null, 1);
    expect(following.items[0]?.id).toBe(second?.id);
  });

  test("a broken cursor or filter is left out, not an error", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    await pendingSignature(letter);
    const query = ask({
      view: "x",
      sort: "x",
      kind: "x",
      country: "deutschland",
      evidence: "x",
      from: "x",
      assignee: "x",
    });
    expect(query).toEqual({ view: "pending", sort: "oldest", q: "" });
    for (const after of ["x", "bnVsbA", Buffer.from('["x","y"]').toString("base64url")])
      expect((await readQueue({ letterId: letter.id, moderatorId }, query, after)).items).toHaveLength(1);
  });
});

describe("search and filters", () => {
  let letter: Letter;
  let moderatorId: string;
  const find = (query: Record<string, string>) =>
    namesIn(letter, moderatorId, { view: "all", sort: "name", ...query });
  beforeAll(async () => {
    letter = await makeLetter();
    moderatorId = await moderatorOf(letter);
    const add = (name: string, changes: Parameters<typeof validForm>[0] = {}) =>
      pendingSignature(letter, validForm({ name, ...changes }));
    await add("Fundación Infancia", {
      country: "ES",
      email: "ana@infancia.example",
      website: "https://infancia.example",
    });
    await add("Kinderhilfe Süd", {
      country: "DE",
      representativeName: "Jürgen Müller",
      nameAlt: "Childrens Aid South",
      email: "jm@mail.sud.example",
    });
    await add("Professor Nair", { kind: "individual", country: "GB", representativeRole: "Chair of Law" });
    await add("100% Kinder_rechte", { country: "DE" });
  });

  test.each([
    [{ q: "fundacion" }, ["Fundación Infancia"]],
    [{ q: "MULLER" }, ["Kinderhilfe Süd"]],
    [{ q: "aid south" }, ["Kinderhilfe Süd"]],
    [{ q: "infancia.example" }, ["Fundación Infancia"]],
    // An address is found whole, in any spelling, or by its host; its parts are nowhere to be found.
    [{ q: "Ana+letters@INFANCIA.example" }, ["Fundación Infancia"]],
    [{ q: "ana@infancia.example infancia" }, ["Fundación Infancia"]],
    [{ q: "@mail.sud.example" }, ["Kinderhilfe Süd"]],
    [{ q: "mail.sud.example" }, ["Kinderhilfe Süd"]],
    [{ q: "ana@infancia" }, []],
    [{ q: "ana@" }, []],
    [{ q: "sud.example" }, []],
    [{ q: "chair" }, ["Professor Nair"]],
    [{ q: "kinderhlife" }, ["Kinderhilfe Süd"]],
    [{ q: "kinderhlife sud" }, ["Kinderhilfe Süd"]],
    [{ q: "kinder süd" }, ["Kinderhilfe Süd"]],
    [{ q: "100%" }, ["100% Kinder_rechte"]],
    [{ q: "r_r" }, ["100% Kinder_rechte"]],
    [{ q: "sü" }, ["Kinderhilfe Süd"]],
    [{ q: "zebra" }, []],
    [{ kind: "individual" }, ["Professor Nair"]],
    [{ country: "ES" }, ["Fundación Infancia"]],
    [{ country: "DE", q: "kinder" }, ["100% Kinder_rechte", "Kinderhilfe Süd"]],
    [{ language: "de" }, []],
    [{ status: "published" }, []],
    [{ assignee: "none", kind: "individual" }, ["Professor Nair"]],
    [{ until: "2020-01-01" }, []],
  ] as [Record<string, string>, string[]][])("%j finds %j", async (query, names) => {
    expect(await find(query)).toEqual(names);
  });

  test("a day is a whole day", async () => {
    const [one] = await db().signature.findMany({ where: { letterId: letter.id, name: "Professor Nair" } });
    const day = one?.createdAt.toISOString().slice(0, 10) ?? "";
    expect(await find({ from: day, until: day, kind: "individual" })).toEqual(["Professor Nair"]);
  });

  test("evidence is a filter, and what weighs against makes a view", async () => {
    const freeMail = await pendingSignature(
      letter,
      validForm({ name: "Big Charity", email: "big@gmail.com" }),
    );
    await keepEvidence(freeMail, now);
    expect(await find({ evidence: "freeMail" })).toEqual(["Big Charity"]);
    expect(await namesIn(letter, moderatorId, { view: "doubtful" })).toEqual(["Big Charity"]);
  });
});

describe("the counts on the views", () => {
  test("are what counting would give, through every kind of change", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const counted = async () => {
      const place = { letterId: letter.id, moderatorId };
      return Object.fromEntries(
        await Promise.all(
          queueViews.map(async (view) => [
            view,
            (await readQueue(place, ask({ view }), null, 1000)).items.length,
          ]),
        ),
      );
    };
    const tallied = async () => viewCounts(await tallyOf(letter.id), moderatorId);
    expect(await tallied()).toEqual(await counted());
    const ids = await Promise.all(Array.from({ length: 12 }, () => pendingSignature(letter)));
    await signAs(letter, validForm(), new Date("2026-01-01"));
    const [one = "", two = "", three = "", four = ""] = ids;
    await decide({ signatureId: one, kind: "approve", reason: "" }, moderatorId, now);
    await decide({ signatureId: two, kind: "reject", reason: "No" }, moderatorId, now);
    await decide({ signatureId: two, kind: "reopen", reason: "" }, moderatorId, now);
    await db().$executeRaw`UPDATE signature SET doubts = 2 WHERE id = ${three}::uuid`;
    await db()
      .$executeRaw`UPDATE signature SET aside = 'hold', assignee_id = ${moderatorId}::uuid WHERE id = ${four}::uuid`;
    expect(await tallied()).toEqual(await counted());
    expect(await tallied()).toEqual({
      pending: 10,
      doubtful: 1,
      waiting: 0,
      held: 1,
      objected: 0,
      mine: 1,
      all: 13,
      amended: 0,
    });
    // A transaction that is undone leaves no trace in the counts.
    await expect(
      transaction(async (tx) => {
        await tx.$executeRaw`UPDATE signature SET aside = 'question' WHERE letter_id = ${letter.id}::uuid`;
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    expect(await tallied()).toEqual(await counted());
    await purgeUnconfirmed(now);
    expect((await tallied()).all).toBe(12);
    // Summed up while others decide, they stay right.
    for (let round = 0; round < 60; round += 1)
      await db()
        .$executeRaw`UPDATE signature SET doubts = ${round % 3} WHERE letter_id = ${letter.id}::uuid AND status = 'pending'`;
    await Promise.all([
      sumTallies(),
      ...ids
        .slice(4)
        .map((signatureId) => decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now)),
      sumTallies(),
    ]);
    expect(await db().signatureTally.count({ where: { letterId: letter.id } })).toBeLessThan(40);
    expect(await tallied()).toEqual(await counted());
  });
});

describe("the statements of the queue", () => {
  const filters: Record<string, string>[] = [
    {},
    { q: "kinder" },
    { q: "organisation 12345" },
    { q: "zz" },
    { q: "info@organisation.example" },
    { q: "organisation.example" },
    { q: "@organisation.example kinder" },
    { kind: "individual" },
    { country: "MT" },
    { language: "fr" },
    { tag: "00000000-0000-4000-8000-000000000000" },
    { evidence: "freeMail" },
    { from: "2026-01-01", until: "2026-01-02" },
    { assignee: "none" },
    { status: "rejected" },
  ];
  let letterId: string;
  let moderatorId: string;
  beforeAll(async () => {
    const letter = await makeLetter();
    letterId = letter.id;
    moderatorId = await moderatorOf(letter);
    await transaction(async (tx) => {
      await tx.$executeRaw`
        WITH added AS (
          INSERT INTO signature (letter_id, letter_version_id, status, kind, name, country, sealed_email, email_index, email_domain_index, locale, doubts,
            created_at)
          SELECT ${letter.id}::uuid, ${letter.version.id}::uuid, 'unconfirmed', 'organisation', 'Organisation ' || n, 'DE',
                 '\\x01', sha256(('a' || n)::bytea), sha256(('d' || n)::bytea), 'en', (n % 50 = 0)::int, now() - n * interval '1 minute'
          FROM generate_series(1, 20000) n RETURNING id, letter_id
        ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
          SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added`;
    });
    await transaction(async (tx) => {
      await tx.$executeRaw`
        WITH moved AS (
          UPDATE signature SET status = 'pending' WHERE letter_id = ${letter.id}::uuid AND name LIKE 'Organisation 1%' RETURNING id, letter_id
        ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, from_status, to_status)
          SELECT letter_id, id, 'signer', 'confirm', 'unconfirmed', 'pending' FROM moved`;
    });
    await db().$executeRaw`ANALYZE`;
  }, 60_000);

  test.each(queueViews.flatMap((view) => queueSorts.map((sort) => [view, sort] as const)))(
    "%s, sorted %s: no filter reads the signatures from end to end (rule 6)",
    async (view, sort) => {
      for (const [filter, isLoose] of filters.flatMap(
        (one) =>
          [
            [one, false],
            [one, true],
          ] as const,
      )) {
        const sql = queueSql({ letterId, moderatorId }, ask({ view, sort, ...filter }), null, 51, isLoose);
        const [, plan] = await db().$transaction([
          db().$queryRaw(queueSettings),
          db().$queryRaw<{ "QUERY PLAN": string }[]>`EXPLAIN ${sql}`,
        ]);
        const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
        // The bare view comes out of an index in its order: nothing is sorted.
        if (
          !isLoose &&
          Object.keys(filter).length === 0 &&
          view !== "mine" &&
          (sort !== "name" || view === "pending" || view === "all")
        )
          expect(lines, view).not.toMatch(/\bSort\b/);
        expect(lines, JSON.stringify({ view, sort, ...filter })).not.toMatch(/Seq Scan on signature/);
      }
    },
  );
});

test("what stands before a signature is what it stands after, in every order and view", async () => {
  const letter = await makeLetter();
  const place = { letterId: letter.id, moderatorId: await moderatorOf(letter) };
  for (const name of ["Zeta", "Alpha", "Émile", "beta"]) await pendingSignature(letter, validForm({ name }));
  for (const sort of ["oldest", "newest", "name"] as const) {
    const query = QueueQuery.parse({ sort, kind: "organisation" });
    const { items } = await readQueue(place, query, null);
    expect(items).toHaveLength(4);
    const before = await Promise.all(
      items.map((item) => previousInQueue(place, query, queueCursor(sort, item))),
    );
    expect(before).toEqual([null, ...items.slice(0, -1).map(({ id }) => id)]);
  }
});
