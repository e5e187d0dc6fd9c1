import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { transaction } from "@/lib/db";
import { announceWaiting } from "@/lib/digest/announce";
import { canCancelMessages, cancelMessages, queueMessage } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { mailSeconds, undoSeconds } from "@/lib/moderation/commands";
import { closeQuestions } from "@/lib/questions/closing";
import { type AnswerRefusal, findAnswerToken } from "@/lib/questions/queries";
import type { QuestionInput } from "@/lib/questions/schema";
import { fail, ok, type Result } from "@/lib/result";
import { markAnswered, markAside } from "@/lib/signatures/marks";

export type QuestionRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | "unknown"
  /** Only what waits for a decision can be asked about. */
  | "notPending"
  /** There is no address to ask. */
  | "noAddress"
  /** It waits for the answer to a question already. */
  | "asked";

/**
 * Asks the signer by mail, and puts the signature aside until the answer comes. Of two at once, one asks.
 * @returns the question's id.
 */
export async function ask(
  input: QuestionInput,
  moderatorId: string,
  now: Date,
): Promise<Result<string, QuestionRefusal>> {
  const { signatureId, text } = input;
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findFirst({
      where: { id: signatureId, letter: havingRight("moderate", moderatorId) },
      select: { letterId: true, status: true, email: true, locale: true, aside: true },
    });
    if (!signature) return notTheirs("unknown");
    if (signature.status !== "pending") return fail("notPending");
    if (!signature.email) return fail("noAddress");
    if (signature.aside === "question") return fail("asked");
    // One that nobody waits for any more gives way to this one.
    await closeQuestions(tx, [signatureId], now);
    const { id: questionId } = await tx.question.create({
      data: { signatureId, moderatorId, text, askedAt: now },
      select: { id: true },
    });
    // What an organisation objected to stays in its own view.
    if (signature.aside !== "objection") await markAside(tx, signatureId, "question");
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [{ letterId: signature.letterId, signatureId, actor, action: "ask" }]);
    const message = { kind: "question", locale: signature.locale, signatureId, questionId } as const;
    await queueMessage(tx, message, mailSeconds);
    return ok(questionId);
  });
}

/** Takes a question back within ten seconds: no mail goes out, and the signature is in the queue again. Gives the words back. */
export async function unask(
  questionId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<{ text: string }, "unknown" | "tooLate">> {
  return transaction(async (tx) => {
    if (!z.uuid().safeParse(questionId).success) return fail("unknown");
    const question = await tx.question.findFirst({
      where: { id: questionId, signature: { letter: havingRight("moderate", moderatorId) } },
      include: { signature: { select: { letterId: true } } },
    });
    if (!question) return notTheirs("unknown");
    await lockSignature(tx, question.signatureId);
    if (now.getTime() - question.askedAt.getTime() > undoSeconds * 1000) return fail("tooLate");
    if (!(await canCancelMessages(tx, { questionId }))) return fail("tooLate");
    const { count } = await tx.question.updateMany({
      where: { id: questionId, takenBackAt: null, answeredAt: null, closedAt: null },
      data: { takenBackAt: now },
    });
    if (count === 0) return fail("unknown");
    await cancelMessages(tx, { questionId });
    await markAnswered(tx, question.signatureId);
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [
      { letterId: question.signature.letterId, signatureId: question.signatureId, actor, action: "unask" },
    ]);
    return ok({ text: question.text });
  });
}

/** Stores a signer's answer, once, and brings the signature back into the queue. */
export async function answer(
  slug: string,
  token: unknown,
  text: string,
  now: Date,
): Promise<Result<null, AnswerRefusal>> {
  return transaction(async (tx) => {
    const found = await findAnswerToken(tx, slug, token, now);
    if (!found.ok) return found;
    const { questionId, signatureId, letterId } = found.value;
    await lockSignature(tx, signatureId);
    // Once more behind the lock: somebody may have decided, or the answer been sent from another window.
    const again = await findAnswerToken(tx, slug, token, now);
    if (!again.ok) return again;
    await tx.question.update({ where: { id: questionId }, data: { answer: text, answeredAt: now } });
    await tx.token.updateMany({ where: { questionId, usedAt: null }, data: { usedAt: now } });
    await markAnswered(tx, signatureId);
    await announceWaiting(tx, letterId, [signatureId]);
    const actor = { kind: "signer" } as const;
    await record(tx, [{ letterId, signatureId, actor, action: "answer" }]);
    return ok(null);
  });
}
