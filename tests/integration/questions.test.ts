import { describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import type { Letter } from "@/lib/letters/queries";
import { sendMessage } from "@/lib/mail/send";
import { decide, undo, undoSeconds } from "@/lib/moderation/commands";
import { handle } from "@/lib/moderation/handling";
import { readQueue } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { answer, ask, unask } from "@/lib/questions/commands";
import { readQuestion } from "@/lib/questions/queries";
import { AnswerInput, QuestionInput } from "@/lib/questions/schema";
import { makeLetter, moderatorOf, pendingSignature, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const now = new Date("2026-11-25T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

async function asked(letter: Letter) {
  const moderatorId = await moderatorOf(letter);
  const signatureId = await pendingSignature(letter);
  const done = await ask({ signatureId, text: "Are you they?" }, moderatorId, now);
  if (!done.ok) throw new Error(done.error);
  return { moderatorId, signatureId, questionId: done.value };
}

/** Sends a question's mail into the built-in inbox and takes the token out of it. */
async function tokenOf(questionId: string): Promise<string> {
  const message = await db().message.findFirstOrThrow({ where: { questionId } });
  await sendMessage(message.id, now);
  const mail = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: message.id } } });
  expect(mail.text).toContain("Are you they?");
  return /answer\?token=([\w-]{43})/.exec(mail.text)?.[1] ?? "";
}

const viewOf = async (letter: Letter, moderatorId: string, view: "pending" | "waiting") =>
  (await readQueue({ letterId: letter.id, moderatorId }, QueueQuery.parse({ view }), null)).items;

describe("a question to a signer", () => {
  test("waits in its own view; the answer lands beside the signature and brings it back", async () => {
    const letter = await makeLetter();
    const { moderatorId, signatureId, questionId } = await asked(letter);
    expect((await viewOf(letter, moderatorId, "waiting")).map(({ id }) => id)).toEqual([signatureId]);
    expect(await viewOf(letter, moderatorId, "pending")).toEqual([]);
    const token = await tokenOf(questionId);
    expect(await readQuestion(letter.slug, token, now)).toMatchObject({
      ok: true,
      value: { text: "Are you they?" },
    });
    // Looking changes nothing, however often (rule 5).
    expect(await viewOf(letter, moderatorId, "pending")).toEqual([]);
    expect(await answer(letter.slug, token, "We are.", now)).toEqual({ ok: true, value: null });
    const items = await viewOf(letter, moderatorId, "pending");
    expect(items).toMatchObject([{ id: signatureId, hasAnswer: true }]);
    expect(await db().question.findUniqueOrThrow({ where: { id: questionId } })).toMatchObject({
      answer: "We are.",
      answeredAt: now,
    });
    const entries = await db().auditEntry.findMany({
      where: { signatureId, action: { in: ["ask", "answer"] } },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ action, actor, detail }) => [action, actor, detail])).toEqual([
      ["ask", "moderator", null],
      ["answer", "signer", null],
    ]);
  });

  test("an answer is taken once, of many at the same time", async () => {
    const letter = await makeLetter();
    const { questionId, signatureId } = await asked(letter);
    const token = await tokenOf(questionId);
    const outcomes = await Promise.all(
      ["one", "two", "three", "four"].map((text) => answer(letter.slug, token, text, now)),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toBe("used");
    expect(await db().auditEntry.count({ where: { signatureId, action: "answer" } })).toBe(1);
  });

  test("its link is stored as a hash, good for its letter and its purpose, and ends", async () => {
    const letter = await makeLetter();
    const { questionId, signatureId, moderatorId } = await asked(letter);
    const token = await tokenOf(questionId);
    const rows = await db().token.findMany({ where: { questionId } });
    expect(rows.map(({ purpose, hash }) => [purpose, hash.byteLength])).toEqual([["answer", 32]]);
    const tries: [string, unknown, Date, string][] = [
      [letter.slug, "x", now, "malformed"],
      [letter.slug, "A".repeat(43), now, "unknown"],
      [(await makeLetter()).slug, token, now, "unknown"],
      [letter.slug, token, later(31 * 24 * 3600), "expired"],
    ];
    for (const [slug, text, at, error] of tries)
      expect(await answer(slug, text, "Yes", at)).toEqual({ ok: false, error });
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
    expect(await answer(letter.slug, token, "Yes", now)).toEqual({ ok: false, error: "closed" });
  });

  test("can be taken back within ten seconds: no mail goes out", async () => {
    const letter = await makeLetter();
    const { moderatorId, questionId } = await asked(letter);
    const stranger = await moderatorOf(await makeLetter());
    expect(await unask(questionId, stranger, now)).toEqual({ ok: false, error: "unknown" });
    expect((await unask(questionId, moderatorId, later(undoSeconds))).ok).toBe(true);
    expect(await unask(questionId, moderatorId, now)).toEqual({ ok: false, error: "unknown" });
    expect(await viewOf(letter, moderatorId, "pending")).toHaveLength(1);
    const message = await db().message.findFirstOrThrow({ where: { questionId } });
    expect(message.status).toBe("cancelled");
    await sendMessage(message.id, now);
    expect(await db().inboxMail.count({ where: { id: { contains: message.id } } })).toBe(0);
    const late = await asked(letter);
    expect(await unask(late.questionId, late.moderatorId, later(undoSeconds + 1))).toEqual({
      ok: false,
      error: "tooLate",
    });
  });

  test("is refused where nobody can be asked, and two at once ask once (rule 7)", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const input = { signatureId, text: "Are you they?" };
    expect(await ask(input, await moderatorOf(await makeLetter()), now)).toEqual({
      ok: false,
      error: "unknown",
    });
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => ask(input, moderatorId, now)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.error).toBe("asked");
    expect(await db().message.count({ where: { signatureId, kind: "question" } })).toBe(1);
    const decided = await pendingSignature(letter);
    await decide({ signatureId: decided, kind: "approve", reason: "" }, moderatorId, now);
    expect(await ask({ ...input, signatureId: decided }, moderatorId, now)).toEqual({
      ok: false,
      error: "notPending",
    });
    for (const text of ["", " ", "x".repeat(1001), "a\u202eb"])
      expect(QuestionInput.safeParse({ signatureId, text }).success).toBe(false);
    expect(AnswerInput.safeParse("x".repeat(4001)).success).toBe(false);
  });

  test("an answer does not end a hold that somebody put on meanwhile", async () => {
    const letter = await makeLetter();
    const { moderatorId, signatureId, questionId } = await asked(letter);
    const token = await tokenOf(questionId);
    await handle({ signatureId, kind: "hold" }, moderatorId, now);
    expect((await answer(letter.slug, token, "Yes", now)).ok).toBe(true);
    expect((await db().signature.findUniqueOrThrow({ where: { id: signatureId } })).aside).toBe("hold");
  });

  test("is closed by a decision, and opened again with it taken back; its mail is not lost", async () => {
    const letter = await makeLetter();
    const { moderatorId, signatureId, questionId } = await asked(letter);
    const approve = { signatureId, kind: "approve", reason: "" } as const;
    const done = await decide(approve, moderatorId, later(5));
    const [mail] = await db().message.findMany({ where: { questionId } });
    await sendMessage(mail?.id ?? "", later(12));
    expect((await db().message.findUniqueOrThrow({ where: { id: mail?.id } })).status).toBe("cancelled");
    if (done.ok) expect((await undo(done.value.decisionId, moderatorId, later(14))).ok).toBe(true);
    expect((await viewOf(letter, moderatorId, "waiting")).map(({ id }) => id)).toEqual([signatureId]);
    const again = await db().message.findFirstOrThrow({ where: { questionId, status: "queued" } });
    await sendMessage(again.id, later(15));
    const sent = await db().inboxMail.findFirstOrThrow({ where: { id: { contains: again.id } } });
    const token = /answer\?token=([\w-]{43})/.exec(sent.text)?.[1] ?? "";
    expect((await answer(letter.slug, token, "Yes", later(20))).ok).toBe(true);
  });

  test("that nobody waits for any more gives way to another, and takes no answer", async () => {
    const letter = await makeLetter();
    const { moderatorId, signatureId, questionId } = await asked(letter);
    const token = await tokenOf(questionId);
    const input = { signatureId, text: "And now?" };
    expect(await ask(input, moderatorId, now)).toEqual({ ok: false, error: "asked" });
    await handle({ signatureId, kind: "release" }, moderatorId, now);
    expect((await ask(input, moderatorId, now)).ok).toBe(true);
    expect(await answer(letter.slug, token, "Late", now)).toEqual({ ok: false, error: "closed" });
    await decide({ signatureId, kind: "reject", reason: "No" }, moderatorId, now);
    await decide({ signatureId, kind: "reopen", reason: "" }, moderatorId, now);
    expect((await ask(input, moderatorId, now)).ok).toBe(true);
  });

  test("taken back takes no answer, even where its mail got out; and none is taken back whose mail is out", async () => {
    const letter = await makeLetter();
    const { moderatorId, questionId } = await asked(letter);
    const token = await tokenOf(questionId);
    expect(await unask(questionId, moderatorId, now)).toEqual({ ok: false, error: "tooLate" });
    await db().question.update({ where: { id: questionId }, data: { takenBackAt: now } });
    expect(await answer(letter.slug, token, "Yes", now)).toEqual({ ok: false, error: "closed" });
    expect(await unask("x", moderatorId, now)).toEqual({ ok: false, error: "unknown" });
  });

  test("a used link is used up", async () => {
    const letter = await makeLetter();
    const { questionId } = await asked(letter);
    await answer(letter.slug, await tokenOf(questionId), "Yes", now);
    const tokens = await db().token.findMany({ where: { questionId } });
    expect(tokens.map(({ usedAt }) => usedAt)).toEqual([now]);
  });
});
