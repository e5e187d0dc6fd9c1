import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { db, transaction } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { BulkInput, readBulk, readBulkRows, runBulk, startBulk } from "@/lib/moderation/bulk";
import { decide } from "@/lib/moderation/commands";
import { pendingIn, QueueQuery } from "@/lib/moderation/queue";
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
  await transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, email, locale)
      SELECT id, ${letter.id}::uuid, ${letter.version.id}::uuid, 'unconfirmed', 'organisation', 'Organisation ' || place, 'a' || place || '@x.example', 'en'
      FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS n(id, place)`;
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
    const input = BulkInput.parse({ kind: "reject", signatureIds });
    expect(await startBulk(letter.id, input, await moderatorOf(letter), now)).toEqual({
      ok: false,
      error: "required",
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
});
