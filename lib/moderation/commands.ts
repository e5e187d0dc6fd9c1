import { z } from "zod";
import { type Tx, transaction } from "@/lib/db";
import type { DecisionKind, SignatureStatus } from "@/lib/generated/prisma/enums";
import { queueMessage } from "@/lib/mail/queue";
import { fail, ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";
import { moveSignature } from "@/lib/signatures/status";

const reasonLimit = 1000;

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
): Promise<Result<{ name: string }, DecisionRefusal>> {
  return transaction(async (tx) => {
    const signature = await tx.signature.findFirst({
      where: { id: input.signatureId, letter: { memberships: { some: { moderatorId } } } },
      select: { name: true, email: true, locale: true },
    });
    if (!signature) return fail({ code: "unknown" as const });
    const moved = await moveSignature(tx, {
      signatureId: input.signatureId,
      move: input.kind,
      actor: { kind: "moderator", moderatorId },
      now,
    });
    if (!moved.ok) {
      return moved.error.code === "unknown"
        ? fail(moved.error)
        : fail({ code: "alreadyDecided" as const, status: moved.error.status });
    }
    const decisionId = await keepDecision(tx, input, moderatorId, now);
    const mail = mailFor[input.kind];
    if (mail && signature.email) {
      const { signatureId } = input;
      await queueMessage(tx, { kind: mail, locale: signature.locale, signatureId, decisionId });
    }
    return ok({ name: signature.name });
  });
}

async function keepDecision(tx: Tx, input: DecisionInput, moderatorId: string, now: Date): Promise<string> {
  const kind: DecisionKind = input.kind;
  const { id } = await tx.decision.create({
    data: { signatureId: input.signatureId, moderatorId, kind, reason: input.reason || null, decidedAt: now },
    select: { id: true },
  });
  return id;
}
