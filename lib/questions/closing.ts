import type { Tx } from "@/lib/db";
import { queueMessages } from "@/lib/mail/queue";

/** Closes the questions about signatures that wait for an answer: a decision was made, or another question is asked. */
export async function closeQuestions(tx: Tx, signatureIds: string[], now: Date): Promise<void> {
  await tx.question.updateMany({
    where: { signatureId: { in: signatureIds }, answeredAt: null, takenBackAt: null, closedAt: null },
    data: { closedAt: now },
  });
}

/** Opens again what a decision closed that is taken back; a question whose mail was held back by it is mailed now. */
export async function reopenQuestions(tx: Tx, signatureIds: string[], decidedAt: Date): Promise<void> {
  const questions = await tx.question.findMany({
    where: { signatureId: { in: signatureIds }, closedAt: decidedAt },
    select: {
      id: true,
      signatureId: true,
      signature: { select: { locale: true } },
      messages: { where: { status: { not: "cancelled" } }, select: { id: true } },
    },
  });
  await tx.question.updateMany({
    where: { id: { in: questions.map(({ id }) => id) } },
    data: { closedAt: null },
  });
  const unsent = questions.filter(({ messages }) => messages.length === 0);
  await queueMessages(
    tx,
    unsent.map(({ id, signatureId, signature }) => ({
      kind: "question",
      locale: signature.locale,
      signatureId,
      questionId: id,
    })),
    0,
  );
}
