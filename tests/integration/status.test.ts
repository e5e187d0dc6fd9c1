import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/audit/commands";
import { db, transaction } from "@/lib/db";
import { SignatureStatus } from "@/lib/generated/prisma/enums";
import { type Move, moveSignature, moves } from "@/lib/signatures/status";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  signAs,
  statusOf,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const statuses = Object.values(SignatureStatus);
const now = new Date("2026-11-24T12:00:00Z");

/** Brings a new signature to a status by allowed moves. */
const path: Record<SignatureStatus, Move[]> = {
  unconfirmed: [],
  pending: ["confirm"],
  published: ["confirm", "approve"],
  rejected: ["confirm", "reject"],
  withdrawn: ["confirm", "approve", "withdraw"],
  removed: ["confirm", "approve", "remove"],
};

async function signatureIn(status: SignatureStatus) {
  const letter = await makeLetter();
  const moderatorId = await moderatorOf(letter);
  const signatureId = await signAs(letter);
  for (const move of path[status]) {
    const moved = await transaction((tx) =>
      moveSignature(tx, { signatureId, move, actor: actorFor(move, moderatorId), now }),
    );
    expect(moved.ok).toBe(true);
  }
  return { letter, moderatorId, signatureId };
}

function actorFor(move: Move, moderatorId: string): Actor {
  const by: readonly Actor["kind"][] = moves[move].by;
  if (by.includes("moderator")) return { kind: "moderator", moderatorId };
  if (by.includes("organisation")) return { kind: "organisation" };
  return by.includes("signer") ? { kind: "signer" } : { kind: "system" };
}

describe("the status table", () => {
  test.each(statuses.flatMap((from) => (Object.keys(moves) as Move[]).map((move) => [from, move] as const)))(
    "%s: %s",
    async (from, move) => {
      const { moderatorId, signatureId } = await signatureIn(from);
      const entries = await db().auditEntry.count({ where: { signatureId } });
      const moved = await transaction((tx) =>
        moveSignature(tx, { signatureId, move, actor: actorFor(move, moderatorId), now }),
      );
      const isAllowed = (moves[move].from as readonly string[]).includes(from);
      expect(moved.ok).toBe(isAllowed);
      if (!moved.ok) expect(moved.error).toEqual({ code: "notAllowed", status: from });
      expect(await statusOf(signatureId)).toBe(isAllowed ? moves[move].to : from);
      expect(await db().auditEntry.count({ where: { signatureId } })).toBe(entries + (isAllowed ? 1 : 0));
    },
  );

  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    "the database itself: %s to %s",
    async (from, to) => {
      const { signatureId } = await signatureIn(from);
      const known = Object.values(moves).some(
        (move) => (move.from as readonly string[]).includes(from) && move.to === to,
      );
      const write = transaction(async (tx) => {
        // That the log hears of it is another rule (ledger.test.ts).
        await tx.$executeRaw`DELETE FROM ledger_opening WHERE signature_id = ${signatureId}::uuid`;
        await tx.$executeRaw`UPDATE signature SET status = ${to}::signature_status,
          position = CASE WHEN ${to} = 'published' THEN 999 END, published_at = now(),
          form_mark = CASE WHEN ${to} = 'unconfirmed' THEN form_mark END WHERE id = ${signatureId}::uuid`;
        await tx.$executeRaw`INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status, moderator_id)
          SELECT letter_id, id, 'moderator', 'test', ${to}::signature_status, gen_random_uuid() FROM signature
          WHERE id = ${signatureId}::uuid`;
      });
      if (known || from === to) await expect(write).resolves.not.toThrow();
      else await expect(write).rejects.toThrow(/cannot become/);
    },
  );

  test("a moderator's move is refused to a signer and to the system", async () => {
    for (const actor of [
      { kind: "signer" },
      { kind: "system" },
      { kind: "import" },
      { kind: "organisation" },
    ] as Actor[]) {
      const { signatureId } = await signatureIn("pending");
      const moved = await transaction((tx) =>
        moveSignature(tx, { signatureId, move: "approve", actor, now }),
      );
      expect(moved.ok).toBe(false);
      expect(await statusOf(signatureId)).toBe("pending");
    }
  });
});

describe("rule 2: a name becomes public by a moderator or an import", () => {
  test("the database refuses a publication that only the system vouches for", async () => {
    const { signatureId } = await signatureIn("pending");
    const write = transaction(async (tx) => {
      await tx.$executeRaw`UPDATE signature SET status = 'published', position = 1, published_at = now() WHERE id = ${signatureId}::uuid`;
      await tx.$executeRaw`INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
        SELECT letter_id, id, 'system', 'approve', 'published' FROM signature WHERE id = ${signatureId}::uuid`;
    });
    await expect(write).rejects.toThrow(/without its audit entry/);
    expect(await statusOf(signatureId)).toBe("pending");
  });
});

describe("rule 3: change, audit entry and mail are one transaction", () => {
  test("a status without its audit entry is refused at commit", async () => {
    const { signatureId } = await signatureIn("pending");
    await expect(
      db().$executeRaw`UPDATE signature SET status = 'rejected' WHERE id = ${signatureId}::uuid`,
    ).rejects.toThrow(/without its audit entry/);
    expect(await statusOf(signatureId)).toBe("pending");
  });

  test("an audit entry of an earlier transaction does not count", async () => {
    const { signatureId, moderatorId } = await signatureIn("rejected");
    await transaction((tx) =>
      moveSignature(tx, { signatureId, move: "reopen", actor: { kind: "moderator", moderatorId }, now }),
    );
    await expect(
      db().$executeRaw`UPDATE signature SET status = 'rejected' WHERE id = ${signatureId}::uuid`,
    ).rejects.toThrow(/without its audit entry/);
  });

  test("when the transaction fails, neither status nor audit entry nor mail nor job is left", async () => {
    const { decide } = await import("@/lib/moderation/commands");
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const before = await counts(signatureId);
    await db().$executeRawUnsafe(
      "ALTER TABLE message ADD CONSTRAINT no_mail CHECK (kind <> 'published') NOT VALID",
    );
    await expect(decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now)).rejects.toThrow();
    await db().$executeRawUnsafe("ALTER TABLE message DROP CONSTRAINT no_mail");
    expect(await counts(signatureId)).toEqual(before);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(0);
  });
});

describe("the audit log, published texts and consent texts", () => {
  test.each(["audit_entry", "letter_version", "consent_text"])(
    "%s refuses UPDATE and DELETE",
    async (table) => {
      await signatureIn("pending");
      await expect(db().$executeRawUnsafe(`DELETE FROM ${table}`)).rejects.toThrow(/append-only/);
      const column = table === "audit_entry" ? "action" : table === "letter_version" ? "body" : "text";
      await expect(db().$executeRawUnsafe(`UPDATE ${table} SET ${column} = 'x'`)).rejects.toThrow(
        /append-only/,
      );
    },
  );
});

async function counts(signatureId: string) {
  const jobs = await db().$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM graphile_worker._private_jobs`;
  return {
    status: await statusOf(signatureId),
    audit: await db().auditEntry.count({ where: { signatureId } }),
    messages: await db().message.count({ where: { signatureId } }),
    decisions: await db().decision.count({ where: { signatureId } }),
    jobs: Number(jobs[0]?.n),
  };
}
