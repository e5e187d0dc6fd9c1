import { describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import { gatherEvidence } from "@/lib/evidence/evidence";
import { decide } from "@/lib/moderation/commands";
import { findForDesk, nextPending, readQueue } from "@/lib/moderation/queries";
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
      expect(loser).toEqual({ ok: false, error: { code: "alreadyDecided", status } });
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

describe("the queue", () => {
  test("shows a view once each, oldest first, over page borders", async () => {
    const letter = await makeLetter();
    const ids: string[] = [];
    for (let at = 0; at < 60; at += 1) ids.push(await pendingSignature(letter));
    // Half of them in the same millisecond: the border of a page must not lose one.
    await db()
      .$executeRaw`UPDATE signature SET created_at = '2026-01-01' WHERE id = ANY(${ids.slice(30)}::uuid[])`;
    const first = await readQueue(letter.id, "pending", null);
    const second = await readQueue(letter.id, "pending", first.next);
    const seen = [...first.items, ...second.items].map(({ id }) => id);
    expect(first.items).toHaveLength(50);
    expect(new Set(seen).size).toBe(60);
    expect(second.next).toBeNull();
    expect(await nextPending(letter.id, first.items[0] ?? { id: "", createdAt: now })).toBe(
      first.items[1]?.id,
    );
  });
});

describe("evidence", () => {
  test("a near-duplicate, a free-mail address and a foreign mail domain are said in words", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const published = await pendingSignature(letter, validForm({ name: "Childnet" }));
    await decide({ signatureId: published, kind: "approve", reason: "" }, moderatorId, now);
    const codes = async (changes: Parameters<typeof validForm>[0]) => {
      const id = await pendingSignature(letter, validForm(changes));
      const row = await db().signature.findUniqueOrThrow({ where: { id } });
      return (await gatherEvidence(row)).map(({ code }) => code);
    };
    expect(await codes({ name: "Child Net" })).toContain("similarName");
    expect(await codes({ name: "Zebra Society" })).toContain("noSimilarName");
    expect(await codes({ email: "charity@gmail.com" })).toContain("freeMail");
    expect(await codes({ email: "rosa@mailhost.example" })).toContain("domainDiffers");
    expect(await codes({ email: "rosa@mail.organisation.example" })).toContain("domainMatches");
    expect(await codes({ website: "https://foo.github.io", email: "a@bar.github.io" })).toContain(
      "domainDiffers",
    );
  });
});
