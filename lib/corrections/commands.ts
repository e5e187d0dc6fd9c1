import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { keepCorrection } from "@/lib/corrections/keep";
import { transaction } from "@/lib/db";
import { queueMessage } from "@/lib/mail/queue";
import { type Change, changesSince, lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";
import { CorrectedFields } from "@/lib/signatures/schema";

/** A correction as it comes from the desk. */
export const CorrectionInput = CorrectedFields.extend({ signatureId: z.uuid() });
export type CorrectionInput = z.output<typeof CorrectionInput>;

export type CorrectionRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | { code: "unknown" }
  /** Only what waits or is published can be corrected. */
  | { code: "notAllowed" }
  /** Nothing differs from what stands there. */
  | { code: "same" }
  /** Others did something to it since the moderator looked. */
  | { code: "changed"; changes: Change[] };

/**
 * Changes what is, or will be, published about a signature, and keeps what stood there. Its evidence is gathered anew. Where it
 * is published already the public sees the correction at once, and the signer is told by mail. Consents and the text
 * signed are untouched. `seen` as for a decision.
 */
export async function correct(
  input: CorrectionInput,
  moderatorId: string,
  now: Date,
  seen: bigint | null = null,
): Promise<Result<null, CorrectionRefusal>> {
  const { signatureId, ...fields } = input;
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findFirst({
      where: { id: signatureId, letter: havingRight("moderate", moderatorId) },
    });
    if (!signature) return notTheirs({ code: "unknown" });
    const { status, locale } = signature;
    if (status !== "pending" && status !== "published") return fail({ code: "notAllowed" });
    const changes = seen === null ? [] : await changesSince(tx, { signatureId, seen, moderatorId });
    if (changes.length > 0) return fail({ code: "changed", changes });
    const actor = { kind: "moderator", moderatorId } as const;
    const correctionId = await keepCorrection(tx, signature, fields, { actor, action: "correct", now });
    if (!correctionId) return fail({ code: "same" });
    if (status === "published" && signature.email)
      await queueMessage(tx, { kind: "corrected", locale, signatureId, correctionId });
    return ok(null);
  });
}
