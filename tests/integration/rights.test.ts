import { describe, expect, test } from "vitest";
import { grantRole } from "@/lib/accounts/members";
import { rights } from "@/lib/accounts/rights";
import { correct } from "@/lib/corrections/commands";
import { db } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";
import type { Letter } from "@/lib/letters/queries";
import { BulkInput, startBulk } from "@/lib/moderation/bulk";
import { decide, undo } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { colleaguesOf, deskLetter, findForDesk, lettersOf } from "@/lib/moderation/queries";
import { writeReasons } from "@/lib/moderation/reasons";
import { ask, unask } from "@/lib/questions/commands";
import { CorrectedFields } from "@/lib/signatures/schema";
import { makeLetter, moderatorOf, pendingSignature, statusOf, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");

async function withRole(letter: Letter, role: Role): Promise<string> {
  return (await grantRole(`${role}-${letter.slug}@host.example`, role, letter.slug)).moderatorId;
}

describe("a viewer", () => {
  test("reads the desk of the letter, and changes nothing of it", async () => {
    const letter = await makeLetter();
    const viewer = await withRole(letter, "viewer");
    const moderator = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    expect(await deskLetter(letter.slug, viewer)).toMatchObject({ role: "viewer" });
    expect(await findForDesk(signatureId, letter.slug, viewer)).toMatchObject({ role: "viewer" });
    expect((await lettersOf(viewer)).map(({ slug }) => slug)).toEqual([letter.slug]);

    const unknown = { ok: false, error: { code: "unknown" } };
    expect(await decide({ signatureId, kind: "approve", reason: "" }, viewer, now)).toEqual(unknown);
    expect(await handle({ signatureId, kind: "hold" }, viewer, now)).toEqual({ ok: false, error: "unknown" });
    const bulk = BulkInput.parse({ kind: "approve", signatureIds: [signatureId] });
    expect(await startBulk(letter.id, bulk, viewer, now)).toEqual({ ok: false, error: "unknown" });
    expect(await writeReasons(letter.slug, { reasons: [{ en: "x" }] }, viewer)).toEqual({
      ok: false,
      error: "forbidden",
    });
    const question = { signatureId, text: "Who?" };
    expect(await ask(question, viewer, now)).toEqual({ ok: false, error: "unknown" });
    const fields = CorrectedFields.parse({
      name: "Other",
      nameAlt: "",
      country: "",
      website: "",
      representativeName: "",
      representativeRole: "",
    });
    expect(await correct({ signatureId, ...fields }, viewer, now)).toEqual(unknown);
    const asked = await ask(question, moderator, now);
    if (!asked.ok) throw new Error("not asked");
    expect(await unask(asked.value, viewer, now)).toEqual({ ok: false, error: "unknown" });
    expect(await statusOf(signatureId)).toBe("pending");

    const decided = await decide({ signatureId, kind: "approve", reason: "" }, moderator, now);
    if (!decided.ok) throw new Error("not decided");
    expect(await undo(decided.value.decisionId, viewer, now)).toEqual(unknown);
    expect(await statusOf(signatureId)).toBe("published");
    expect(await db().auditEntry.count({ where: { moderatorId: viewer } })).toBe(0);
  });

  test("is nobody to assign a signature to", async () => {
    const letter = await makeLetter();
    const viewer = await withRole(letter, "viewer");
    const moderator = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    expect((await colleaguesOf(letter.id)).map(({ id }) => id)).toEqual([moderator]);
    expect(await handle({ signatureId, kind: "assign", assigneeId: viewer }, moderator, now)).toEqual({
      ok: false,
      error: "noColleague",
    });
  });
});

test("whoever lacks the second factor that a letter asks for is nobody to assign a signature to", async () => {
  const letter = await makeLetter();
  const [secured, open] = [await withRole(letter, "owner"), await withRole(letter, "moderator")];
  const key = {
    id: `key-${letter.slug}`,
    name: "Key",
    publicKey: new Uint8Array(1),
    counter: 0,
    createdAt: now,
  };
  await db().passkey.create({ data: { ...key, moderatorId: secured } });
  const colleagues = async () => (await colleaguesOf(letter.id)).map(({ id }) => id).sort();
  expect(await colleagues()).toEqual([secured, open].sort());
  await db().letter.update({ where: { id: letter.id }, data: { requiresSecondFactor: true } });
  expect(await colleagues()).toEqual([secured]);
});

test("whoever may govern may moderate, and whoever may moderate may view", () => {
  expect(rights.moderate).toEqual(expect.arrayContaining([...rights.govern]));
  expect(rights.view).toEqual(expect.arrayContaining([...rights.moderate]));
});
