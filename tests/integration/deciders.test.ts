import { describe, expect, test } from "vitest";
import { exportLog, readLog } from "@/lib/audit/queries";
import { db } from "@/lib/db";
import { readLogPart } from "@/lib/ledger/queries";
import { checkLog } from "@/lib/ledger/verify";
import { decide } from "@/lib/moderation/commands";
import { readRegister } from "@/lib/register/queries";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");

describe("many at the desk at once", () => {
  test("fifty deciders, two hundred signatures, ten at each: every one is decided once, and log and list agree exactly (rule 7)", async () => {
    const letter = await makeLetter();
    const moderators = await Promise.all(Array.from({ length: 50 }, () => moderatorOf(letter)));
    const ids: string[] = [];
    for (let at = 0; at < 200; at += 1) ids.push(await pendingSignature(letter));
    const outcomes = await Promise.all(
      moderators.map(async (moderatorId, at) => {
        const won: string[] = [];
        // Through the same queue, each from a place of their own on; `npm run bench -- desk` lets everybody try everything.
        for (let step = 0; step < 40; step += 1) {
          const signatureId = ids[(step + at * 4) % ids.length] ?? "";
          const kind = (step + at) % 3 === 0 ? "reject" : "approve";
          const done = await decide({ signatureId, kind, reason: "Because" }, moderatorId, now);
          if (done.ok) won.push(signatureId);
          else expect(done.error.code).toBe("alreadyDecided");
        }
        return won;
      }),
    );
    expect(outcomes.flat().sort()).toEqual([...ids].sort());
    const entries = await db().auditEntry.findMany({
      where: { letterId: letter.id, action: { in: ["approve", "reject"] } },
    });
    expect(entries.map(({ signatureId }) => signatureId).sort()).toEqual([...ids].sort());
    const approved = entries.flatMap(({ action, signatureId }) =>
      action === "approve" ? [signatureId] : [],
    );
    const published = await db().signature.findMany({ where: { letterId: letter.id, status: "published" } });
    expect(published.map(({ id }) => id).sort()).toEqual(approved.sort());
    const list = await readRegister({ letterId: letter.id, sort: "signed", limit: 500 });
    expect(list.signatories.map(({ position }) => position)).toEqual(approved.map((_, at) => at + 1));
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(
      approved.length,
    );
    const log = await readLogPart(letter.slug, 1);
    expect(checkLog([log]).problems).toEqual([]);
    expect(log?.openings.map(({ signatory }) => signatory)).toEqual(list.signatories);
    expect(log?.entries).toHaveLength(approved.length);
    expect(
      await db().message.count({
        where: { signature: { letterId: letter.id }, kind: { in: ["published", "rejected"] } },
      }),
    ).toBe(200);
  }, 120_000);
});

describe("the log of a letter", () => {
  test("is read by keyset and exported whole, and a name in it is no formula", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter, validForm({ name: "=HYPERLINK(1) e.V." }));
    await decide({ signatureId, kind: "reject", reason: "A secret reason" }, moderatorId, now);
    const first = await readLog(letter.id, null, 2);
    const second = await readLog(letter.id, first.at(-1)?.id ?? null, 2);
    expect([...first, ...second].map(({ action }) => action)).toEqual(["reject", "confirm", "sign", "role"]);
    let csv = "";
    for await (const part of exportLog(letter.id)) csv += part;
    expect(csv.split("\r\n")).toHaveLength(6);
    expect(csv).toContain("'=HYPERLINK(1) e.V.");
    expect(csv).not.toContain("A secret reason");
    expect(await readLog((await makeLetter()).id, null, 10)).toEqual([]);
  });
});
