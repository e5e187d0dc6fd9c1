import { describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import { decide } from "@/lib/moderation/commands";
import { findForDesk, mostChanges } from "@/lib/moderation/queries";
import { makeLetter, moderatorOf, pendingSignature, statusOf, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");

describe("deciding", () => {
  test("two moderators at once: one outcome, and the loser is told what it is (rule 7)", async () => {
    const letter = await makeLetter();
    const [one, two] = [await moderatorOf(letter), await moderatorOf(letter)];
    for (let round = 0; round < 10; round += 1) {
      const signatureId = await pendingSignature(letter);
      const outcomes = await Promise.all([
        decide({ signatureId, kind: "approve", reason: "" }, one, now),
        decide({ signatureId, kind: "reject", reason: "Unknown organisation" }, two, now),
      ]);
      const status = await statusOf(signatureId);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      const loser = outcomes.find(({ ok }) => !ok);
      expect(loser).toEqual({ ok: false, error: { code: "alreadyDecided", status, changes: [] } });
      expect(await db().decision.count({ where: { signatureId } })).toBe(1);
      expect(await db().message.count({ where: { signatureId, kind: { not: "confirm" } } })).toBe(1);
    }
    const published = await db().signature.count({ where: { letterId: letter.id, status: "published" } });
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(
      published,
    );
  });

  test("the signer gets one mail for each decision that concerns the list", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    for (const kind of ["reject", "reopen", "approve", "remove"] as const) {
      expect((await decide({ signatureId, kind, reason: "Because" }, moderatorId, now)).ok).toBe(true);
    }
    const mails = await db().message.findMany({ where: { signatureId }, orderBy: { createdAt: "asc" } });
    expect(mails.map(({ kind }) => kind)).toEqual(["confirm", "rejected", "published", "removed"]);
  });

  test("a moderator of another letter can neither see nor decide", async () => {
    const letter = await makeLetter();
    const stranger = await moderatorOf(await makeLetter());
    const signatureId = await pendingSignature(letter);
    expect(await decide({ signatureId, kind: "approve", reason: "" }, stranger, now)).toEqual({
      ok: false,
      error: { code: "unknown" },
    });
    expect(await findForDesk(signatureId, letter.slug, stranger)).toBeNull();
    expect(await statusOf(signatureId)).toBe("pending");
  });
});

describe("what was changed very often", () => {
  test("is seen from its newest end, with how much more there is; what waits is there in any case", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    const each = Array.from({ length: mostChanges + 7 }, (_, number) => ({
      signatureId,
      before: { name: `Name ${number}` },
      after: { name: `Name ${number + 1}` },
      at: new Date(now.getTime() + number * 1000),
    }));
    const refused = { state: "refused", moderatorId, reason: "No." } as const;
    await db().correction.createMany({ data: each.map(({ at, ...kept }) => ({ ...kept, madeAt: at })) });
    await db().amendment.createMany({
      data: each.map(({ at, ...kept }, number) => ({
        ...kept,
        askedAt: at,
        ...(number === mostChanges + 6 ? {} : { ...refused, decidedAt: at }),
      })),
    });
    const seen = await findForDesk(signatureId, letter.slug, moderatorId);
    expect(seen?.corrections).toHaveLength(mostChanges);
    expect(seen?.corrections.at(-1)?.after).toEqual({ name: `Name ${mostChanges + 7}` });
    expect(seen?.amendments.at(-1)?.state).toBe("open");
    expect(seen?.olderSteps).toBe(14);
  });
});
