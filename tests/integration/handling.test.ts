import { describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import { sendMessage } from "@/lib/mail/send";
import { decide, undo, undoSeconds } from "@/lib/moderation/commands";
import { HandlingInput, handle } from "@/lib/moderation/handling";
import { readQueue } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { ReasonsInput, reasonsIn, reasonText, writeReasons } from "@/lib/moderation/reasons";
import { readRegister } from "@/lib/register/queries";
import { tagsOf, tagsOfEach } from "@/lib/tags/queries";
import { makeLetter, moderatorOf, pendingSignature, statusOf, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-24T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

async function decided(kind: "approve" | "reject" | "remove") {
  const letter = await makeLetter();
  const moderatorId = await moderatorOf(letter);
  const signatureId = await pendingSignature(letter);
  if (kind === "remove") await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, later(-100));
  const done = await decide({ signatureId, kind, reason: "Because" }, moderatorId, now);
  if (!done.ok) throw new Error("not decided");
  return { letter, moderatorId, signatureId, decisionId: done.value.decisionId };
}

describe("taking a decision back", () => {
  test.each([
    ["approve", "pending"],
    ["reject", "pending"],
    ["remove", "published"],
  ] as const)("%s: it stands as before, and its mail is taken back", async (kind, before) => {
    const { letter, moderatorId, signatureId, decisionId } = await decided(kind);
    const [mail] = await db().message.findMany({ where: { decisionId } });
    expect(mail?.status).toBe("queued");
    const [job] = await db().$queryRaw<{ wait: number }[]>`
      SELECT extract(epoch FROM run_at - created_at)::int AS wait FROM graphile_worker._private_jobs
      WHERE payload->>'messageId' = ${mail?.id}`;
    expect(job?.wait).toBeGreaterThanOrEqual(undoSeconds);
    expect((await undo(decisionId, moderatorId, later(undoSeconds))).ok).toBe(true);
    expect(await statusOf(signatureId)).toBe(before);
    expect((await db().message.findUniqueOrThrow({ where: { id: mail?.id ?? "" } })).status).toBe(
      "cancelled",
    );
    const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: 10 });
    expect(signatories).toHaveLength(before === "published" ? 1 : 0);
    expect((await db().letter.findUniqueOrThrow({ where: { id: letter.id } })).publishedCount).toBe(
      signatories.length,
    );
    expect(await undo(decisionId, moderatorId, now)).toEqual({ ok: false, error: { code: "unknown" } });
  });

  test("a removal taken back gives the name its own place again", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const ids = [
      await pendingSignature(letter),
      await pendingSignature(letter),
      await pendingSignature(letter),
    ];
    for (const signatureId of ids)
      await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    const removed = await decide(
      { signatureId: ids[1] ?? "", kind: "remove", reason: "x" },
      moderatorId,
      now,
    );
    if (removed.ok) await undo(removed.value.decisionId, moderatorId, now);
    const rows = await db().signature.findMany({
      where: { letterId: letter.id },
      orderBy: { position: "asc" },
    });
    expect(rows.map(({ id, position }) => [id, position])).toEqual(ids.map((id, at) => [id, at + 1]));
  });

  test("after ten seconds it is too late", async () => {
    const { moderatorId, signatureId, decisionId } = await decided("approve");
    expect(await undo(decisionId, moderatorId, later(undoSeconds + 1))).toEqual({
      ok: false,
      error: { code: "tooLate" },
    });
    expect(await statusOf(signatureId)).toBe("published");
  });

  test("what somebody decided since is not undone", async () => {
    const { moderatorId, signatureId, decisionId } = await decided("approve");
    await decide({ signatureId, kind: "remove", reason: "x" }, moderatorId, later(1));
    expect(await undo(decisionId, moderatorId, later(2))).toEqual({
      ok: false,
      error: { code: "alreadyDecided", status: "removed", changes: [] },
    });
  });

  test("of two at once one takes it back (rule 7); a stranger cannot", async () => {
    const { moderatorId, signatureId, decisionId } = await decided("approve");
    const stranger = await moderatorOf(await makeLetter());
    expect(await undo(decisionId, stranger, now)).toEqual({ ok: false, error: { code: "unknown" } });
    const outcomes = await Promise.all([1, 2, 3].map(() => undo(decisionId, moderatorId, now)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await statusOf(signatureId)).toBe("pending");
    expect(await db().auditEntry.count({ where: { signatureId, action: "undo" } })).toBe(1);
  });
});

describe("what a decision taken back gives back", () => {
  test("the place where it was put aside", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    await handle({ signatureId, kind: "hold" }, moderatorId, now);
    const done = await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    if (done.ok) await undo(done.value.decisionId, moderatorId, now);
    expect(await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).toMatchObject({
      status: "pending",
      aside: "hold",
    });
  });

  test("nothing, once its mail is out, or where the id is none", async () => {
    const { moderatorId, signatureId, decisionId } = await decided("approve");
    await db().message.updateMany({ where: { decisionId }, data: { status: "sent" } });
    const tooLate = { ok: false, error: { code: "tooLate" } };
    expect(await undo(decisionId, moderatorId, now)).toEqual(tooLate);
    expect(await statusOf(signatureId)).toBe("published");
    expect(await undo("x", moderatorId, now)).toEqual({ ok: false, error: { code: "unknown" } });
  });

  test("a mail tells the decision that holds, and none that was overtaken", async () => {
    const { moderatorId, signatureId } = await decided("approve");
    await decide({ signatureId, kind: "remove", reason: "No" }, moderatorId, later(-5));
    for (const { id } of await db().message.findMany({ where: { signatureId, status: "queued" } }))
      await sendMessage(id, later(20));
    const mails = await db().message.findMany({
      where: { signatureId, kind: { in: ["published", "removed"] } },
      select: { kind: true, status: true },
    });
    expect(mails).toEqual(
      expect.arrayContaining([
        { kind: "published", status: "cancelled" },
        { kind: "removed", status: "sent" },
      ]),
    );
  });
});

describe("handling", () => {
  test("hold, release, assign and note are kept with their audit entries; the note's text is not in them", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const act = (input: Record<string, string>) =>
      handle(HandlingInput.parse({ signatureId, ...input }), moderatorId, now);
    const inputs: Record<string, string>[] = [
      { kind: "hold" },
      { kind: "hold" },
      { kind: "release" },
      { kind: "assign", assigneeId: moderatorId },
      { kind: "assign", assigneeId: "" },
      { kind: "note", text: "  Rosa says it is fine.\r\nCall her. " },
    ];
    for (const input of inputs) expect(await act(input)).toEqual({ ok: true, value: null });
    const entries = await db().auditEntry.findMany({
      where: { signatureId, actor: "moderator" },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action }) => action)).toEqual(["hold", "release", "assign", "assign", "note"]);
    expect(JSON.stringify(entries.map(({ detail }) => detail))).not.toContain("Rosa");
    expect((await db().note.findFirstOrThrow({ where: { signatureId } })).text).toBe(
      "Rosa says it is fine.\nCall her.",
    );
  });

  test("is refused for strangers, for decided signatures and for people who do not work on the letter", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const stranger = await moderatorOf(await makeLetter());
    const signatureId = await pendingSignature(letter);
    const hold = HandlingInput.parse({ signatureId, kind: "hold" });
    expect(await handle(hold, stranger, now)).toEqual({ ok: false, error: "unknown" });
    const assign = HandlingInput.parse({ signatureId, kind: "assign", assigneeId: stranger });
    expect(await handle(assign, moderatorId, now)).toEqual({ ok: false, error: "noColleague" });
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    expect(await handle(hold, moderatorId, now)).toEqual({ ok: false, error: "notPending" });
    for (const text of ["", "  ", "x".repeat(2001), "a\u202eb"])
      expect(HandlingInput.safeParse({ signatureId, kind: "note", text }).success).toBe(false);
  });

  test("a decision ends a hold", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    await handle({ signatureId, kind: "hold" }, moderatorId, now);
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    expect((await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).aside).toBeNull();
  });
});

describe("tags", () => {
  test("are shared by a letter however they are capitalised, found by, and gone with the last that has them", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const [one, two] = [await pendingSignature(letter), await pendingSignature(letter)];
    const tag = (signatureId: string, name: string) =>
      handle(HandlingInput.parse({ signatureId, kind: "tag", name }), moderatorId, now);
    // Many at once that type the same word.
    await Promise.all([tag(one, "Press"), tag(two, "press"), tag(one, " PRESS "), tag(two, "Press")]);
    const [known] = await tagsOf(letter.id);
    expect(await tagsOf(letter.id)).toHaveLength(1);
    await tag(one, "Église");
    const found = await readQueue(
      { letterId: letter.id, moderatorId },
      QueueQuery.parse({ tag: known?.id }),
      null,
    );
    expect(found.items.map(({ id }) => id).sort()).toEqual([one, two].sort());
    expect((await tagsOfEach([one, two])).get(one)?.map(({ name }) => name)).toHaveLength(2);
    const untag = (signatureId: string) =>
      handle({ signatureId, kind: "untag", tagId: known?.id ?? "" }, moderatorId, now);
    await untag(one);
    expect(await tagsOf(letter.id)).toHaveLength(2);
    await untag(two);
    expect((await tagsOf(letter.id)).map(({ name }) => name)).toEqual(["Église"]);
    expect(
      (
        await db().auditEntry.findMany({
          where: { signatureId: two, actor: "moderator" },
          orderBy: { id: "asc" },
        })
      ).map(({ action }) => action),
    ).toEqual(["tag", "untag"]);
  });

  test("have their limits", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    for (let at = 0; at < 10; at += 1)
      await handle({ signatureId, kind: "tag", name: `Tag ${at}` }, moderatorId, now);
    expect(await handle({ signatureId, kind: "tag", name: "One more" }, moderatorId, now)).toEqual({
      ok: false,
      error: "tooManyTags",
    });
    for (const name of ["", " ", "x".repeat(41), "a\u202eb", "a\nb"])
      expect(HandlingInput.safeParse({ signatureId, kind: "tag", name }).success).toBe(false);
  });
});

describe("reasons", () => {
  test("are the letter's own, else the ones that every letter starts with; owners change them", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const first = await reasonsIn(letter.id);
    expect(first.length).toBeGreaterThan(3);
    expect(first.map((texts) => texts.en)).toContainEqual(expect.stringContaining("has objected"));
    for (const texts of first) expect(Object.keys(texts).sort()).toEqual(["de", "en", "fr"]);
    const input = ReasonsInput.parse({
      reasons: [{ en: " One. ", de: "Eins." }, { en: "", de: " " }, { de: "Zwei." }],
    });
    expect(await writeReasons(letter.slug, input, moderatorId)).toEqual({ ok: false, error: "forbidden" });
    await db().membership.updateMany({ where: { moderatorId }, data: { role: "owner" } });
    expect((await writeReasons(letter.slug, input, moderatorId)).ok).toBe(true);
    const own = await reasonsIn(letter.id);
    expect(own).toEqual([{ en: "One.", de: "Eins." }, { de: "Zwei." }]);
    expect(own.map((texts) => reasonText(texts, "de", "en"))).toEqual(["Eins.", "Zwei."]);
    expect(own.map((texts) => reasonText(texts, "fr", "de"))).toEqual(["Eins.", "Zwei."]);
    expect(own.map((texts) => reasonText(texts, "fr", "en"))).toEqual(["One.", "Zwei."]);
    await writeReasons(letter.slug, ReasonsInput.parse({ reasons: [{ en: " " }] }), moderatorId);
    expect(await reasonsIn(letter.id)).toEqual(first);
    const long = [{ en: "x".repeat(501) }];
    const many = Array.from({ length: 21 }, (_, at) => ({ en: String(at) }));
    for (const reasons of [long, many, [{ en: "a\u0007b" }], [{ xx: "a" }]])
      expect(ReasonsInput.safeParse({ reasons }).success).toBe(false);
  });
});
