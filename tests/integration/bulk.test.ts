import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { signatureAddress } from "@/lib/addresses/columns";
import { amend } from "@/lib/amendments/commands";
import { newestEntry } from "@/lib/audit/queries";
import { db, transaction } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { BulkInput, resumeBulks, runBulk, startBulk } from "@/lib/moderation/bulk";
import { readBulk, readBulkRows } from "@/lib/moderation/bulk-queries";
import { runBulkUndo, undoBulk } from "@/lib/moderation/bulk-undo";
import { decide, undo } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { pendingIn } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { reasonMark } from "@/lib/moderation/reasons";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  statusOf,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");

/** Many signatures that wait, quickly. */
async function manyPending(letter: Letter, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const entries = (from: "unconfirmed" | null, to: "unconfirmed" | "pending") =>
    ids.map((signatureId) => ({
      letterId: letter.id,
      signatureId,
      actor: "signer" as const,
      action: "fill",
      fromStatus: from,
      toStatus: to,
    }));
  const address = signatureAddress("anna@x.example");
  await transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, sealed_email, email_index, email_domain_index, locale)
      SELECT id, ${letter.id}::uuid, ${letter.version.id}::uuid, 'unconfirmed', 'organisation', 'Organisation ' || place, sealed, person, domain, 'en'
      FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS n(id, place),
        (SELECT ${address.sealedEmail}::bytea AS sealed, ${address.emailIndex}::bytea AS person, ${address.emailDomainIndex}::bytea AS domain) a`;
    await tx.auditEntry.createMany({ data: entries(null, "unconfirmed") });
  });
  await transaction(async (tx) => {
    await tx.$executeRaw`UPDATE signature SET status = 'pending' WHERE id = ANY(${ids}::uuid[])`;
    await tx.auditEntry.createMany({ data: entries("unconfirmed", "pending") });
  });
  return ids;
}

async function start(letter: Letter, moderatorId: string, input: Partial<BulkInput>): Promise<string> {
  const started = await startBulk(
    letter.id,
    BulkInput.parse({ kind: "approve", ...input }),
    moderatorId,
    now,
  );
  if (!started.ok) throw new Error(started.error);
  return started.value;
}

describe("a decision about many", () => {
  test("decides each as a single decision would, and says of each what came of it", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const ids = [];
    for (let at = 0; at < 5; at += 1)
      ids.push(await pendingSignature(letter, validForm({ name: `Name ${at}` })));
    const foreign = await pendingSignature(await makeLetter());
    await decide({ signatureId: ids[1] ?? "", kind: "approve", reason: "" }, moderatorId, now);
    const bulkId = await start(letter, moderatorId, {
      kind: "reject",
      reason: "Too late.",
      signatureIds: [...ids, foreign, ids[0] ?? ""],
    });
    await runBulk(bulkId);
    expect((await readBulkRows(bulkId, 0, 10)).map(({ name, outcome }) => [name, outcome])).toEqual([
      ["Name 0", "done"],
      ["Name 1", "published"],
      ["Name 2", "done"],
      ["Name 3", "done"],
      ["Name 4", "done"],
    ]);
    expect(await readBulk(bulkId, letter.id)).toMatchObject({
      total: 5,
      left: 0,
      outcomes: { done: 4, published: 1 },
    });
    expect(await statusOf(foreign)).toBe("pending");
    const mails = await db().message.findMany({
      where: { signatureId: { in: ids }, kind: "rejected" },
      include: { decision: true },
    });
    expect(mails.map(({ decision }) => decision?.reason)).toEqual(Array(4).fill("Too late."));
    expect(await readBulk(bulkId, (await makeLetter()).id)).toBeNull();
  });

  test("is refused without a reason where one is needed, and to strangers", async () => {
    const letter = await makeLetter();
    const signatureIds = [await pendingSignature(letter)];
    expect(BulkInput.safeParse({ kind: "reject", signatureIds }).error?.issues[0]?.message).toBe("required");
    const noSuchReason = BulkInput.parse({ kind: "reject", chosen: "gone", signatureIds });
    expect(await startBulk(letter.id, noSuchReason, await moderatorOf(letter), now)).toEqual({
      ok: false,
      error: "reasonChanged",
    });
    const approve = BulkInput.parse({ kind: "approve", signatureIds });
    expect(await startBulk(letter.id, approve, await moderatorOf(await makeLetter()), now)).toEqual({
      ok: false,
      error: "unknown",
    });
    expect(BulkInput.safeParse({ kind: "approve", signatureIds: [] }).success).toBe(false);
    expect(BulkInput.safeParse({ kind: "remove", signatureIds }).success).toBe(false);
    expect(await db().bulk.count({ where: { letterId: letter.id } })).toBe(0);
  });

  test("a moderator who lost the letter meanwhile decides no more", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureIds = [await pendingSignature(letter)];
    const bulkId = await start(letter, moderatorId, { signatureIds });
    await db().membership.deleteMany({ where: { moderatorId } });
    await runBulk(bulkId);
    expect(await readBulk(bulkId, letter.id)).toMatchObject({ outcomes: { unknown: 1 } });
    expect(await statusOf(signatureIds[0] ?? "")).toBe("pending");
  });

  test("a whole view is what the queue shows of what waits", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const wanted = await pendingSignature(letter, validForm({ name: "Kinder Nord", country: "AT" }));
    await pendingSignature(letter, validForm({ name: "Kinder Süd", country: "DE" }));
    const decided = await pendingSignature(letter, validForm({ name: "Kinder West", country: "AT" }));
    await decide({ signatureId: decided, kind: "approve", reason: "" }, moderatorId, now);
    const query = QueueQuery.parse({ view: "all", q: "kinder", country: "AT" });
    expect(await pendingIn({ letterId: letter.id, moderatorId }, query, 100)).toEqual([wanted]);
  });

  test("killed half-way and started again, it finishes the rest exactly once (rule 8)", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureIds = await manyPending(letter, 1500);
    const bulkId = await start(letter, moderatorId, { signatureIds });
    const root = path.resolve(import.meta.dirname, "../..");
    const victim = spawn(
      process.execPath,
      [
        path.join(root, "node_modules/tsx/dist/cli.mjs"),
        path.join(root, "tests/support/run-bulk.ts"),
        bulkId,
      ],
      { cwd: root, env: process.env, stdio: "inherit", detached: true },
    );
    const left = async () => (await readBulk(bulkId, letter.id))?.left ?? 0;
    while ((await left()) > 1300) await new Promise((resolve) => setTimeout(resolve, 10));
    process.kill(-(victim.pid ?? 0), "SIGKILL");
    const atKill = await left();
    expect(atKill).toBeGreaterThan(0);
    expect(atKill).toBeLessThan(1500);
    // Two who go on at once do not get into each other's way.
    await Promise.all([runBulk(bulkId), runBulk(bulkId)]);
    expect(await readBulk(bulkId, letter.id)).toMatchObject({ left: 0, outcomes: { done: 1500 } });
    expect(await db().decision.count({ where: { signature: { letterId: letter.id } } })).toBe(1500);
    expect(
      await db().message.count({ where: { signature: { letterId: letter.id }, kind: "published" } }),
    ).toBe(1500);
    const entries = await db().auditEntry.groupBy({
      by: ["signatureId"],
      where: { letterId: letter.id, action: "approve" },
      _count: true,
    });
    expect(entries).toHaveLength(1500);
    expect(entries.every(({ _count }) => _count === 1)).toBe(true);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(1500);
  }, 120_000);

  test("tells each signer the reason in the signer's own language, and the moderator's own line to all", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const ids = [
      await pendingSignature(letter),
      await pendingSignature(letter),
      await pendingSignature(letter),
    ];
    for (const [at, locale] of ["en", "de", "fr"].entries())
      await db().signature.update({ where: { id: ids[at] }, data: { locale } });
    await db().reason.createMany({
      data: [
        { letterId: letter.id, locale: "en", place: 0, text: "First" },
        { letterId: letter.id, locale: "en", place: 1, text: "Not you" },
        { letterId: letter.id, locale: "de", place: 1, text: "Nicht Sie" },
      ],
    });
    const bulkId = await start(letter, moderatorId, {
      kind: "reject",
      chosen: reasonMark({ en: "Not you", de: "Nicht Sie" }),
      reason: "Bye.",
      signatureIds: ids,
    });
    // What is changed after the start does not change what was decided.
    await db().reason.deleteMany({ where: { letterId: letter.id } });
    await runBulk(bulkId);
    const decisions = await db().decision.findMany({ where: { bulkId } });
    const reasonOf = new Map(decisions.map(({ signatureId, reason }) => [signatureId, reason]));
    expect(ids.map((id) => reasonOf.get(id))).toEqual([
      "Not you\n\nBye.",
      "Nicht Sie\n\nBye.",
      "Not you\n\nBye.",
    ]);
  });

  test("holds, assigns and tags many, and says of each what stood in the way", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const waiting = await pendingSignature(letter);
    const decided = await pendingSignature(letter);
    await decide({ signatureId: decided, kind: "approve", reason: "" }, moderatorId, now);
    const signatureIds = [waiting, decided];
    const run = async (input: Partial<BulkInput>) => {
      const bulkId = await start(letter, moderatorId, { ...input, signatureIds });
      await runBulk(bulkId);
      return (await readBulkRows(bulkId, 0, 10)).map(({ outcome }) => outcome);
    };
    expect(await run({ kind: "hold" })).toEqual(["done", "notPending"]);
    expect(await run({ kind: "assign", assigneeId: moderatorId })).toEqual(["done", "done"]);
    expect(await run({ kind: "tag", tag: "Press" })).toEqual(["done", "done"]);
    const rows = await db().signature.findMany({
      where: { letterId: letter.id },
      include: { tags: { include: { tag: true } } },
    });
    expect(rows.every(({ assigneeId }) => assigneeId === moderatorId)).toBe(true);
    expect(rows.flatMap(({ tags }) => tags.map(({ tag }) => tag.name))).toEqual(["Press", "Press"]);
    expect(rows.find(({ id }) => id === waiting)?.aside).toBe("hold");
    expect(BulkInput.safeParse({ kind: "tag", tag: " ", signatureIds }).success).toBe(false);
    const stranger = await moderatorOf(await makeLetter());
    const assign = BulkInput.parse({ kind: "assign", assigneeId: stranger, signatureIds });
    expect(await startBulk(letter.id, assign, moderatorId, now)).toEqual({ ok: false, error: "noColleague" });
  });
});

describe("many and colleagues", () => {
  test("what a colleague held, corrected or wrote about after the start is left alone", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const ids = [
      await pendingSignature(letter),
      await pendingSignature(letter),
      await pendingSignature(letter),
    ];
    const bulkId = await start(letter, anna, { signatureIds: ids });
    await handle({ signatureId: ids[0] ?? "", kind: "note", text: "Wait" }, bela, now);
    await decide({ signatureId: ids[1] ?? "", kind: "reject", reason: "No" }, bela, now);
    await runBulk(bulkId);
    expect((await readBulkRows(bulkId, 0, 10)).map(({ outcome }) => outcome)).toEqual([
      "changed",
      "rejected",
      "done",
    ]);
    expect(await statusOf(ids[0] ?? "")).toBe("pending");
  });

  test("what its signer changed after the list was read is left alone, for nobody saw it (rule 2)", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const form = validForm({ name: "Harmless" });
    const changed = await pendingSignature(letter, form);
    const left = await pendingSignature(letter);
    const seen = await newestEntry(letter.id);
    const wish = {
      signatureId: changed,
      form: { ...form, name: "Something else" },
      agreement: "",
      locale: "en",
      now,
    } as const;
    expect((await amend(wish)).ok).toBe(true);
    const input = BulkInput.parse({ kind: "approve", signatureIds: [changed, left] });
    for (const [known, outcomes] of [
      [seen, ["changed", "done"]],
      // What a form claims to have shown counts no further than there is anything to show.
      [9n ** 18n, ["done", "published"]],
    ] as const) {
      const started = await startBulk(letter.id, input, moderatorId, now, known);
      if (!started.ok) throw new Error(started.error);
      await runBulk(started.value);
      expect((await readBulkRows(started.value, 0, 10)).map(({ outcome }) => outcome)).toEqual(outcomes);
    }
  });

  test("two that go through the same signatures the other way round, and single ones between, all come through", async () => {
    const letter = await makeLetter();
    const [anna, bela] = [await moderatorOf(letter), await moderatorOf(letter)];
    const signatureIds = await manyPending(letter, 50);
    for (let round = 0; round < 4; round += 1) {
      const tag = await start(letter, anna, { kind: "tag", tag: `Round ${round}`, signatureIds });
      const kind = round % 2 === 0 ? "hold" : "release";
      const hold = await start(letter, bela, { kind, signatureIds: signatureIds.toReversed() });
      const single = signatureIds
        .slice(0, 10)
        .map((signatureId) => handle({ signatureId, kind: "tag", name: "Single" }, bela, now));
      const results = await Promise.all([runBulk(tag), runBulk(hold), ...single]);
      expect(results.slice(2).every((result) => result && "ok" in result && result.ok)).toBe(true);
      for (const id of [tag, hold])
        expect(await readBulk(id, letter.id)).toMatchObject({ outcomes: { done: 50 } });
    }
  }, 60_000);

  test("ten thousand end within the time of one transaction, and everybody else's mail goes first", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureIds = await manyPending(letter, 10_000);
    const bulkId = await start(letter, moderatorId, { signatureIds });
    await runBulk(bulkId);
    expect(await readBulk(bulkId, letter.id)).toMatchObject({ outcomes: { done: 10_000 }, canUndo: true });
    const [jobs] = await db().$queryRaw<{ count: number; priority: number }[]>`
      SELECT count(*)::int AS count, min(priority)::int AS priority FROM graphile_worker._private_jobs j
      JOIN message m ON m.id::text = j.payload->>'messageId' JOIN decision d ON d.id = m.decision_id
      WHERE d.bulk_id = ${bulkId}::uuid`;
    expect(jobs).toEqual({ count: 10_000, priority: 10 });
    // Whoever ends it once more queues nothing twice.
    await Promise.all([runBulk(bulkId), runBulk(bulkId)]);
    const [again] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM graphile_worker._private_jobs j
      JOIN message m ON m.id::text = j.payload->>'messageId' JOIN decision d ON d.id = m.decision_id
      WHERE d.bulk_id = ${bulkId}::uuid`;
    expect(again?.count).toBe(10_000);
  }, 120_000);

  test("what was begun and has no job any more is taken up", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const begun = await start(letter, moderatorId, { signatureIds: [await pendingSignature(letter)] });
    const undone = await start(letter, moderatorId, { signatureIds: [await pendingSignature(letter)] });
    await runBulk(undone);
    await undoBulk(undone, letter.id, moderatorId, new Date());
    await db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await resumeBulks(new Date(Date.now() + 11 * 60_000));
    const jobs = await db().$queryRaw<{ key: string }[]>`SELECT key FROM graphile_worker.jobs ORDER BY key`;
    expect(jobs.map(({ key }) => key)).toEqual([`bulk ${begun}`, `undo ${undone}`].sort());
  });
});

describe("taking a decision about many back", () => {
  const jobs = async (letterId: string) =>
    (
      await db().$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM graphile_worker._private_jobs j
        JOIN message m ON m.id::text = j.payload->>'messageId' JOIN signature s ON s.id = m.signature_id
        WHERE s.letter_id = ${letterId}::uuid AND m.kind = 'published'`
    )[0]?.count;

  test("its mails wait for the end; undone, all stand as before and no mail goes out", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureIds = await manyPending(letter, 120);
    const bulkId = await start(letter, moderatorId, { signatureIds });
    await runBulk(bulkId);
    expect(await jobs(letter.id)).toBe(120);
    // One was decided again by somebody else meanwhile: that stays.
    const again = signatureIds[3] ?? "";
    await decide({ signatureId: again, kind: "remove", reason: "No" }, moderatorId, new Date());
    expect(await undoBulk(bulkId, letter.id, await moderatorOf(await makeLetter()), new Date())).toEqual({
      ok: false,
      error: "unknown",
    });
    expect(await undoBulk(bulkId, letter.id, moderatorId, new Date())).toEqual({ ok: true, value: null });
    expect(await undoBulk(bulkId, letter.id, moderatorId, new Date())).toEqual({
      ok: false,
      error: "unknown",
    });
    await Promise.all([runBulkUndo(bulkId), runBulkUndo(bulkId)]);
    expect(await readBulk(bulkId, letter.id)).toMatchObject({ outcomes: { undone: 119, kept: 1 } });
    expect(await statusOf(again)).toBe("removed");
    expect(await db().signature.count({ where: { letterId: letter.id, status: "pending" } })).toBe(119);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(0);
    const mails = await db().message.groupBy({
      by: ["status"],
      where: { decision: { bulkId } },
      _count: true,
    });
    expect(mails).toEqual([{ status: "cancelled", _count: 120 }]);
    expect(await db().auditEntry.count({ where: { letterId: letter.id, action: "undo" } })).toBe(119);
  });

  test("undone while it runs, it decides no more", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureIds = await manyPending(letter, 1000);
    const bulkId = await start(letter, moderatorId, { signatureIds });
    const running = runBulk(bulkId);
    while (((await readBulk(bulkId, letter.id))?.left ?? 0) > 900)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await undoBulk(bulkId, letter.id, moderatorId, new Date())).ok).toBe(true);
    await running;
    await runBulkUndo(bulkId);
    const progress = await readBulk(bulkId, letter.id);
    expect(progress?.left).toBeGreaterThan(0);
    expect(progress?.finishedAt).not.toBeNull();
    expect(await db().signature.count({ where: { letterId: letter.id, status: "pending" } })).toBe(1000);
    expect(await jobs(letter.id)).toBe(0);
  }, 60_000);

  test("ten seconds after the end it is too late", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const bulkId = await start(letter, moderatorId, { signatureIds: [await pendingSignature(letter)] });
    await runBulk(bulkId);
    const late = new Date(Date.now() + 11_000);
    expect(await readBulk(bulkId, letter.id, late)).toMatchObject({ canUndo: false });
    expect(await undoBulk(bulkId, letter.id, moderatorId, late)).toEqual({ ok: false, error: "tooLate" });
  });

  test("is refused for another letter's, to viewers, and happens once of several at the same time", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const other = await makeLetter();
    await db().membership.create({ data: { moderatorId, letterId: other.id, role: "moderator" } });
    const viewer = (await grantRole(`viewer-${letter.slug}@host.example`, "viewer", letter.slug)).moderatorId;
    const bulkId = await start(letter, moderatorId, { signatureIds: [await pendingSignature(letter)] });
    await runBulk(bulkId);
    const unknown = { ok: false, error: "unknown" };
    expect(await undoBulk(bulkId, other.id, moderatorId, new Date())).toEqual(unknown);
    expect(await undoBulk(bulkId, letter.id, viewer, new Date())).toEqual(unknown);
    expect(await undoBulk("x", letter.id, moderatorId, new Date())).toEqual(unknown);
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => undoBulk(bulkId, letter.id, moderatorId, new Date())),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("a decision that was itself taken back since is no obstacle", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const bulkId = await start(letter, moderatorId, { signatureIds: [signatureId] });
    await runBulk(bulkId);
    const removed = await decide({ signatureId, kind: "remove", reason: "x" }, moderatorId, new Date());
    if (removed.ok) await undo(removed.value.decisionId, moderatorId, new Date());
    await undoBulk(bulkId, letter.id, moderatorId, new Date());
    await runBulkUndo(bulkId);
    expect(await statusOf(signatureId)).toBe("pending");
  });
});
