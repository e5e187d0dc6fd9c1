import { describe, expect, test } from "vitest";
import { correct } from "@/lib/corrections/commands";
import { db, transaction } from "@/lib/db";
import { beginLogs } from "@/lib/ledger/begin";
import { checkLog } from "@/lib/ledger/verify";
import type { Letter } from "@/lib/letters/queries";
import { decide, undo } from "@/lib/moderation/commands";
import { readRegister } from "@/lib/register/queries";
import { importPublished, moveSignature } from "@/lib/signatures/status";
import { exportedPart } from "@/tests/support/ledger-files";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");

const exported = (letter: Letter) => exportedPart(letter.slug);

const kindsOf = async (letter: Letter) => (await exported(letter)).entries.map(({ kind, of }) => [kind, of]);

/** The log holds, and names exactly who is on the list. */
async function expectAgreement(letter: Letter): Promise<void> {
  const part = await exported(letter);
  expect(checkLog([part]).problems).toEqual([]);
  const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: 500 });
  const byPosition = part.openings.map(({ signatory }) => signatory).sort((a, b) => a.position - b.position);
  expect(byPosition).toEqual(signatories);
}

function correction(signatureId: string, name: string) {
  return {
    signatureId,
    name,
    nameAlt: null,
    country: "DE",
    website: "https://organisation.example/",
    representativeName: "Rosa Representative",
    representativeRole: "Director",
  };
}

describe("every change of the list is logged in its own transaction", () => {
  test("approved, corrected, removed, restored, taken back, withdrawn, approved again", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const one = await pendingSignature(letter);
    const two = await pendingSignature(letter);
    const act = async (signatureId: string, kind: "approve" | "reject" | "remove" | "reopen") => {
      const done = await decide({ signatureId, kind, reason: "r" }, moderatorId, now);
      if (!done.ok) throw new Error(done.error.code);
      await expectAgreement(letter);
      return done.value.decisionId;
    };
    await act(one, "approve");
    const approval = await act(two, "approve");
    expect((await undo(approval, moderatorId, now)).ok).toBe(true);
    await expectAgreement(letter);
    await act(two, "approve");
    expect(await correct(correction(one, "Renamed e.V."), moderatorId, now)).toMatchObject({ ok: true });
    await expectAgreement(letter);
    const removal = await act(one, "remove");
    expect((await undo(removal, moderatorId, now)).ok).toBe(true);
    await expectAgreement(letter);
    await transaction((tx) =>
      moveSignature(tx, { signatureId: two, move: "withdraw", actor: { kind: "signer" }, now }),
    );
    await expectAgreement(letter);
    await act(one, "remove");
    await act(one, "reopen");
    await act(one, "approve");
    expect(await kindsOf(letter)).toEqual([
      ["published", undefined],
      ["published", undefined],
      ["removed", 1],
      ["published", undefined],
      ["corrected", 0],
      ["removed", 4],
      ["published", undefined],
      ["removed", 3],
      ["removed", 6],
      ["published", undefined],
    ]);
  });

  test("imported names, in their order, and what was imported later after them", async () => {
    const letter = await makeLetter();
    const add = (names: string[]) =>
      transaction((tx) =>
        importPublished(
          tx,
          letter.id,
          names.map((name) => ({
            id: crypto.randomUUID(),
            letterId: letter.id,
            letterVersionId: letter.version.id,
            kind: "organisation",
            name,
            locale: "en",
            importKey: name,
          })),
          now,
        ),
      );
    await add(["Ärzte", "Béla"]);
    await add(["Ärzte", "Cecilia", "🕊️ Peace"]);
    await expectAgreement(letter);
    const { openings } = await exported(letter);
    expect(openings.map(({ signatory }) => signatory.name)).toEqual(["Ärzte", "Béla", "Cecilia", "🕊️ Peace"]);
  });

  test("what the public does not see is not: a signature that waits, its correction, a representative not shown", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter, validForm({ name: "Quiet" }));
    await correct(correction(signatureId, "Quieter"), moderatorId, now);
    expect(await kindsOf(letter)).toEqual([]);
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    const unseen = { ...correction(signatureId, "Quieter"), representativeName: "Somebody Else" };
    expect(await correct(unseen, moderatorId, now)).toMatchObject({ ok: true });
    expect(await kindsOf(letter)).toEqual([["published", undefined]]);
    await expectAgreement(letter);
  });

  test("decided at once by many, each gets an entry, with no gap and none twice (rule 7)", async () => {
    const letter = await makeLetter();
    const deciders = await Promise.all(Array.from({ length: 4 }, () => moderatorOf(letter)));
    const ids = await Promise.all(Array.from({ length: 10 }, () => pendingSignature(letter)));
    const decideAll = async (kind: "approve" | "remove", some: string[]) => {
      const outcomes = await Promise.all(
        some.map((signatureId, at) =>
          decide({ signatureId, kind, reason: "r" }, deciders[at % deciders.length] ?? "", now),
        ),
      );
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
    };
    await decideAll("approve", ids.slice(0, 6));
    const corrections = ids
      .slice(3, 6)
      .map((id, at) => correct(correction(id, `Renamed ${at}`), deciders[at % deciders.length] ?? "", now));
    const [corrected] = await Promise.all([
      Promise.all(corrections),
      decideAll("approve", ids.slice(6)),
      decideAll("remove", ids.slice(0, 3)),
    ]);
    expect(corrected.every(({ ok }) => ok)).toBe(true);
    const { entries } = await exported(letter);
    expect(entries.map(({ index }) => index)).toEqual(Array.from({ length: 16 }, (_, at) => at));
    const ended = entries.filter(({ kind }) => kind === "removed").map(({ of }) => of);
    expect(new Set(ended).size).toBe(3);
    await expectAgreement(letter);
  });

  test("what is undone with its transaction leaves no entry", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const [one, two] = [await pendingSignature(letter), await pendingSignature(letter)];
    await decide({ signatureId: one, kind: "approve", reason: "" }, moderatorId, now);
    const actor = { kind: "moderator", moderatorId } as const;
    const broken = (signatureId: string, move: "approve" | "remove") =>
      transaction(async (tx) => {
        expect((await moveSignature(tx, { signatureId, move, actor, now })).ok).toBe(true);
        throw new Error("broken off");
      });
    await expect(broken(two, "approve")).rejects.toThrow("broken off");
    await expect(broken(one, "remove")).rejects.toThrow("broken off");
    expect(await kindsOf(letter)).toEqual([["published", undefined]]);
    await expectAgreement(letter);
  });

  test("each letter has its own", async () => {
    const [one, other] = [await makeLetter(), await makeLetter()];
    for (const letter of [one, other, one]) {
      const signatureId = await pendingSignature(letter);
      await decide({ signatureId, kind: "approve", reason: "" }, await moderatorOf(letter), now);
    }
    expect((await exported(one)).head).toMatchObject({ letter: one.slug, size: 2, at: now.toISOString() });
    expect((await exported(other)).head).toMatchObject({ letter: other.slug, size: 1 });
    await expectAgreement(one);
    await expectAgreement(other);
  });
});

describe("the database keeps the log too", () => {
  async function publishedOne() {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const form = validForm({
      name: "Zauberhafte Blindschleiche",
      website: "https://blindschleiche.example/",
    });
    const signatureId = await pendingSignature(letter, form);
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    return { letter, moderatorId, signatureId };
  }

  test("entries are neither changed nor deleted, have no gaps, and say what their kind says", async () => {
    const { letter } = await publishedOne();
    const client = db();
    for (const attempt of [
      client.$executeRaw`UPDATE ledger_entry SET root = nodes`,
      client.$executeRaw`DELETE FROM ledger_entry`,
      client.$executeRaw`TRUNCATE ledger_entry`,
    ])
      await expect(attempt).rejects.toThrow(/append-only/);
    const add = (index: number, kind: string, of: number | null) =>
      client.$executeRaw`INSERT INTO ledger_entry (letter_id, index, kind, at, "of", nodes)
        VALUES (${letter.id}::uuid, ${index}, ${kind}::ledger_kind, now(), ${of}, '')`;
    await expect(add(0, "removed", 0)).rejects.toThrow();
    await expect(add(2, "removed", 0)).rejects.toThrow(/does not belong/);
    await expect(add(1, "removed", 1)).rejects.toThrow(/does not belong/);
    await expect(add(1, "removed", null)).rejects.toThrow(/does not belong/);
    await expect(add(1, "published", null)).rejects.toThrow(/does not belong/);
  });

  test("a published name does not change or vanish past the log", async () => {
    const { signatureId } = await publishedOne();
    const client = db();
    for (const attempt of [
      client.$executeRaw`UPDATE signature SET name = 'Other' WHERE id = ${signatureId}::uuid`,
      client.$executeRaw`UPDATE signature SET show_representative = true WHERE id = ${signatureId}::uuid`,
      client.$executeRaw`UPDATE signature SET position = 77 WHERE id = ${signatureId}::uuid`,
    ])
      await expect(attempt).rejects.toThrow(/without its entry in the log/);
    const unlogged = transaction(async (tx) => {
      await tx.$executeRaw`UPDATE signature SET status = 'removed', position = NULL WHERE id = ${signatureId}::uuid`;
      await tx.$executeRaw`INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
        SELECT letter_id, id, 'moderator', 'test', 'removed' FROM signature WHERE id = ${signatureId}::uuid`;
    });
    await expect(unlogged).rejects.toThrow(/without its entry in the log/);
    await expect(client.$executeRaw`DELETE FROM signature WHERE id = ${signatureId}::uuid`).rejects.toThrow(
      /is published: remove it/,
    );
    // What the public does not see may change.
    await client.$executeRaw`UPDATE signature SET representative_role = 'x', locale = 'fr' WHERE id = ${signatureId}::uuid`;
  });

  test.each(["withdraw", "remove"] as const)(
    "after it was taken down (%s) no salt, and not a byte of the name, is left; the log still holds",
    async (move) => {
      const { letter, moderatorId, signatureId } = await publishedOne();
      const { openings } = await exported(letter);
      const salt = openings[0]?.salt ?? "";
      expect(salt).toMatch(/^[0-9a-f]{64}$/);
      if (move === "remove") await decide({ signatureId, kind: "remove", reason: "r" }, moderatorId, now);
      else
        await transaction((tx) => moveSignature(tx, { signatureId, move, actor: { kind: "signer" }, now }));
      await expectAgreement(letter);
      expect(await db().ledgerOpening.count({ where: { letterId: letter.id } })).toBe(0);
      const rows = await db().$queryRaw<{ line: string }[]>`
        SELECT e::text AS line FROM ledger_entry e UNION ALL SELECT o::text FROM ledger_opening o`;
      const all = JSON.stringify(await exported(letter)) + rows.map(({ line }) => line).join("\n");
      const hex = (text: string) => Buffer.from(text).toString("hex");
      for (const gone of ["Blindschleiche", "blindschleiche", hex("lindschleiche"), salt])
        expect(all).not.toContain(gone);
    },
  );
});

describe("a list that is older than its log", () => {
  /** Names published as the release before did: without a log. */
  async function olderList() {
    const letter = await makeLetter();
    await db().$executeRaw`
      WITH added AS (
        INSERT INTO signature (letter_id, letter_version_id, status, kind, name, locale, position, published_at)
        SELECT ${letter.id}::uuid, ${letter.version.id}::uuid, 'published', 'organisation', 'Name ' || n, 'en', 8 - n, now()
        FROM generate_series(1, 7) n RETURNING id, letter_id
      ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
        SELECT letter_id, id, 'import', 'import', 'published' FROM added`;
    await db().letter.update({ where: { id: letter.id }, data: { publishedCount: 7, lastPosition: 7 } });
    return letter;
  }

  test("gets its entries once, in the order of the list", async () => {
    const letter = await olderList();
    expect(await beginLogs(db(), now)).toEqual([letter.slug]);
    expect(await beginLogs(db(), now)).toEqual([]);
    await expectAgreement(letter);
    const { openings } = await exported(letter);
    expect(openings.map(({ signatory }) => signatory.position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("gets them with its first change, where nobody ran that", async () => {
    const letter = await olderList();
    const moderatorId = await moderatorOf(letter);
    const first = await db().signature.findFirstOrThrow({ where: { letterId: letter.id, position: 1 } });
    await decide({ signatureId: first.id, kind: "remove", reason: "r" }, moderatorId, now);
    await expectAgreement(letter);
    expect((await kindsOf(letter)).at(-1)).toEqual(["removed", 0]);
    const approved = await olderList();
    const signatureId = await pendingSignature(approved);
    await decide({ signatureId, kind: "approve", reason: "" }, await moderatorOf(approved), now);
    await expectAgreement(approved);
    expect(await kindsOf(approved)).toHaveLength(8);
  });
});
