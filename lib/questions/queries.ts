import { db, type Tx } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken } from "@/lib/tokens/tokens";

/**
 * Why a link from a question's mail takes no answer. `closed`: a moderator decided without
 * waiting for it, or asked again.
 */
export type AnswerRefusal = "malformed" | "unknown" | "expired" | "used" | "closed";

interface FoundQuestion {
  questionId: string;
  signatureId: string;
  letterId: string;
  name: string;
  nameLang: string | null;
  text: string;
}

/** Looks the question behind a link up. A link of another letter is unknown here. */
export async function findAnswerToken(
  tx: Tx,
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<FoundQuestion, AnswerRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const row = await tx.token.findFirst({
    where: { hash: hashToken(token), purpose: "answer", question: { signature: { letter: { slug } } } },
    include: {
      question: {
        include: {
          signature: { select: { id: true, letterId: true, status: true, name: true, nameLang: true } },
        },
      },
    },
  });
  if (!row?.question) return fail("unknown");
  const { question } = row;
  const { signature } = question;
  if (row.usedAt || question.answeredAt) return fail("used");
  if (row.expiresAt <= now) return fail("expired");
  if (signature.status !== "pending" || question.takenBackAt || question.closedAt) return fail("closed");
  const { letterId, name, nameLang } = signature;
  return ok({
    questionId: question.id,
    signatureId: signature.id,
    letterId,
    name,
    nameLang,
    text: question.text,
  });
}

/** What the page behind a question's link shows. Reading it changes nothing. */
export async function readQuestion(slug: string, token: unknown, now: Date) {
  return findAnswerToken(db(), slug, token, now);
}
