import { z } from "zod";
import { havingRight } from "@/lib/accounts/rights";
import { type Tx, transaction } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { cancelMessages, queueMessage } from "@/lib/mail/queue";
import { fail, ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";
import { type MoveRefusal, moveSignature } from "@/lib/signatures/status";

const reasonLimit = 1000;

/** For how long a decision can be taken back, and how much later its mail goes out: clocks and commits need a moment. */
export const undoSeconds = 10;
const mailSeconds = undoSeconds + 2;

/** A moderator's decision as it comes from the desk. A rejection and a removal tell the signer why. */
export const DecisionInput = z
  .object({
    signatureId: z.uuid(),
    kind: z.enum(["approve", "reject", "remove", "reopen"]),
    reason: z
      .string()
      .default("")
      .transform((text) => text.replaceAll("\r\n", "\n").normalize("NFC").trim()),
  })
  .superRefine(({ kind, reason }, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", path: ["reason"], message });
    if ((kind === "reject" || kind === "remove") && reason === "") refuse("required");
    if (reason.length > reasonLimit) refuse("tooLong");
    if (hasUnsafeCharacters(reason.replaceAll("\n", ""))) refuse("characters");
  });
export type DecisionInput = z.output<typeof DecisionInput>;

export type DecisionRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | { code: "unknown" }
  /** Somebody was faster; `status` is what it is now. */
  | { code: "alreadyDecided"; status: SignatureStatus };

const mailFor = { approve: "published", reject: "rejected", remove: "removed", reopen: null } as const;

/**
 * Carries out a decision: status, audit entry, decision and the signer's mail in one transaction. Of two moderators
 * at once, the first to commit decides and the other is told what the signature is now.
 */
export async function decide(
  input: DecisionInput,
  moderatorId: string,
  now: Date,
): Promise<Result<{ name: string; decisionId: string }, DecisionRefusal>> {
  return transaction((tx) => decideIn(tx, input, moderatorId, now));
}

/** `decide` inside a transaction of the caller's; where it is refused, it has written nothing. */
export async function decideIn(
  tx: Tx,
  input: DecisionInput,
  moderatorId: string,
  now: Date,
): Promise<Result<{ name: string; decisionId: string }, DecisionRefusal>> {
  const signature = await tx.signature.findFirst({
    where: { id: input.signatureId, letter: havingRight("moderate", moderatorId) },
    select: { name: true, email: true, locale: true },
  });
  if (!signature) return fail({ code: "unknown" as const });
  const moved = await moveSignature(tx, {
    signatureId: input.signatureId,
    move: input.kind,
    actor: { kind: "moderator", moderatorId },
    now,
  });
  if (!moved.ok) return fail(refusalOf(moved.error));
  const decisionId = await keepDecision(tx, input, { moderatorId, now, position: moved.value.hadPosition });
  const mail = mailFor[input.kind];
  if (mail && signature.email) {
    const { signatureId } = input;
    const delaySeconds = mailSeconds;
    await queueMessage(tx, { kind: mail, locale: signature.locale, signatureId, decisionId, delaySeconds });
  }
  return ok({ name: signature.name, decisionId });
}

function refusalOf(refused: MoveRefusal): DecisionRefusal {
  return refused.code === "unknown" ? refused : { code: "alreadyDecided", status: refused.status };
}

async function keepDecision(
  tx: Tx,
  input: DecisionInput,
  { moderatorId, now, position }: { moderatorId: string; now: Date; position: number | null },
): Promise<string> {
  const { id } = await tx.decision.create({
    data: {
      signatureId: input.signatureId,
      moderatorId,
      kind: input.kind,
      reason: input.reason || null,
      decidedAt: now,
      position,
    },
    select: { id: true },
  });
  return id;
}

export type UndoRefusal =
  /** Not there, not this moderator's letter, or not a decision that can be taken back. */
  | { code: "unknown" }
  /** Its ten seconds are over, or its mail is gone: reopen instead. */
  | { code: "tooLate" }
  /** Somebody decided again meanwhile. */
  | { code: "alreadyDecided"; status: SignatureStatus };

const undoMoves = { approve: "undo", reject: "undo", remove: "restore", reopen: null } as const;

/** Takes a decision back within ten seconds, by whoever may decide: the signature stands as before, and no mail goes out. */
export async function undo(
  decisionId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<{ name: string }, UndoRefusal>> {
  return transaction(async (tx) => {
    const decision = await tx.decision.findFirst({
      where: {
        id: decisionId,
        undoneAt: null,
        signature: { letter: havingRight("moderate", moderatorId) },
      },
      include: { signature: { select: { name: true } } },
    });
    const move = decision && undoMoves[decision.kind];
    if (!decision || !move) return fail({ code: "unknown" as const });
    if (now.getTime() - decision.decidedAt.getTime() > undoSeconds * 1000)
      return fail({ code: "tooLate" as const });
    const { signatureId } = decision;
    // The signature's row is the lock: nobody decides between the look and the move.
    const [current] = await tx.$queryRaw<{ status: SignatureStatus }[]>`
      SELECT status FROM signature WHERE id = ${signatureId}::uuid FOR UPDATE`;
    const latest = await tx.decision.findFirst({ where: { signatureId }, orderBy: { decidedAt: "desc" } });
    if (!current) return fail({ code: "unknown" as const });
    if (latest?.id !== decisionId) return fail({ code: "alreadyDecided" as const, status: current.status });
    const moved = await moveSignature(tx, {
      signatureId,
      move,
      actor: { kind: "moderator", moderatorId },
      now,
      position: decision.position ?? undefined,
    });
    if (!moved.ok) return fail(refusalOf(moved.error));
    if (!(await cancelMessages(tx, decisionId))) throw new Error("a mail went out before its time");
    await tx.decision.update({ where: { id: decisionId }, data: { undoneAt: now } });
    return ok({ name: decision.signature.name });
  });
}
