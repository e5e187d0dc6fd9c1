import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { valuesOf } from "@/lib/amendments/queries";
import { record } from "@/lib/audit/commands";
import { gatherAfresh, type KeptValues, keepCorrection } from "@/lib/corrections/keep";
import { type Tx, transaction } from "@/lib/db";
import type { AmendmentState } from "@/lib/generated/prisma/enums";
import { logCorrection } from "@/lib/ledger/commands";
import { canCancelMessages, cancelMessages, queueMessage } from "@/lib/mail/queue";
import { type Change, changesSince, lockSignature } from "@/lib/moderation/changes";
import { mailSeconds, reasonLimit, undoSeconds } from "@/lib/moderation/commands";
import { fail, ok, type Result } from "@/lib/result";
import { markCorrected } from "@/lib/signatures/marks";
import type { CorrectedFields } from "@/lib/signatures/schema";
import { optionalText } from "@/lib/text";

/** What a moderator decides about a change that a signer asked for. A refusal tells the signer why. */
export const AmendmentDecision = z
  .object({
    signatureId: z.uuid(),
    amendmentId: z.uuid(),
    kind: z.enum(["accept", "refuse"]),
    reason: optionalText(reasonLimit).default(""),
  })
  .superRefine(({ kind, reason }, context) => {
    if (kind === "refuse" && reason === "")
      context.addIssue({ code: "custom", path: ["reason"], message: "required" });
  });
export type AmendmentDecision = z.output<typeof AmendmentDecision>;

export type AmendmentRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | { code: "unknown" }
  /** Somebody was faster, or the signer changed their mind: where it stands now, and what others did since the moderator looked. */
  | { code: "alreadyDecided"; state: AmendmentState; changes: Change[] }
  /** It waits still, but others did something to the signature since the moderator looked. */
  | { code: "changed"; changes: Change[] };

/**
 * Accepts what a signer asked for, by which the list shows it at once, or refuses it. Of two moderators at once, the first to commit
 * decides and the other is told. `seen` as for a decision. The signer's mail can be taken back for ten seconds, with the decision.
 */
export async function decideAmendment(
  input: AmendmentDecision,
  moderatorId: string,
  now: Date,
  seen: bigint | null = null,
): Promise<Result<null, AmendmentRefusal>> {
  const { signatureId, amendmentId, kind, reason } = input;
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const amendment = await tx.amendment.findFirst({
      where: { id: amendmentId, signatureId, signature: { letter: havingRight("moderate", moderatorId) } },
      include: { signature: true },
    });
    if (!amendment) return notTheirs({ code: "unknown" });
    const { signature, state } = amendment;
    const changes = seen === null ? [] : await changesSince(tx, { signatureId, seen, moderatorId });
    if (state !== "open") return fail({ code: "alreadyDecided", state, changes });
    if (changes.length > 0) return fail({ code: "changed", changes });
    const actor = { kind: "moderator", moderatorId } as const;
    const { letterId, locale, email } = signature;
    const about = { locale, signatureId, amendmentId };
    if (kind === "accept") {
      const fields = withValues(signature, valuesOf(amendment.after));
      const by = { actor, action: "amendAccept", amendmentId, now };
      const correctionId = await keepCorrection(tx, signature, fields, by);
      await end(tx, amendmentId, { state: "accepted", moderatorId, decidedAt: now });
      // Where a moderator had made the same change by hand, the signer was told then.
      if (!correctionId) await record(tx, [{ letterId, signatureId, actor, action: "amendAccept" }]);
      else if (email) await queueMessage(tx, { kind: "corrected", ...about, correctionId }, mailSeconds);
    } else {
      await end(tx, amendmentId, { state: "refused", moderatorId, decidedAt: now, reason });
      await record(tx, [{ letterId, signatureId, actor, action: "amendRefuse" }]);
      if (email) await queueMessage(tx, { kind: "amendment_refused", ...about }, mailSeconds);
    }
    return ok(null);
  });
}

type Ended = { state: AmendmentState; moderatorId: string; decidedAt: Date; reason?: string };

async function end(tx: Tx, id: string, data: Ended): Promise<void> {
  await tx.amendment.update({ where: { id }, data });
}

type Fields = CorrectedFields & { showRepresentative: boolean };

/** A signature's fields with some of them changed. What its signer does not speak of stays, also whether the representative is named. */
function withValues(signature: Fields, values: KeptValues): Fields {
  const { name, nameAlt, country, website, representativeName, representativeRole, showRepresentative } =
    signature;
  const standing = { nameAlt, country, website, representativeName, representativeRole, showRepresentative };
  return { ...standing, ...values, name: values.name ?? name };
}

export type AmendmentUndoRefusal =
  /** Not there, not this moderator's letter, or nothing that was decided. */
  | "unknown"
  /** Its ten seconds are over, or its mail is gone. */
  | "tooLate"
  /** The signer asked for something else since, or what is published was changed again. */
  | "overtaken";

/** Takes such a decision back within ten seconds: the list shows what it showed before, the change waits again, and no mail goes out. */
export async function undoAmendment(
  amendmentId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<{ reason: string }, AmendmentUndoRefusal>> {
  if (!z.uuid().safeParse(amendmentId).success) return fail("unknown");
  return transaction(async (tx) => {
    const where = { id: amendmentId, signature: { letter: havingRight("moderate", moderatorId) } };
    const found = await tx.amendment.findFirst({ where, select: { signatureId: true } });
    if (!found) return notTheirs("unknown");
    const { signatureId } = found;
    await lockSignature(tx, signatureId);
    const amendment = await tx.amendment.findFirst({ where, include: { signature: true } });
    if (!amendment?.decidedAt || !(amendment.state === "accepted" || amendment.state === "refused"))
      return fail("unknown");
    if (now.getTime() - amendment.decidedAt.getTime() > undoSeconds * 1000) return fail("tooLate");
    if (!(await canCancelMessages(tx, { amendmentId }))) return fail("tooLate");
    const { signature } = amendment;
    const newest = await tx.correction.findFirst({ where: { signatureId }, orderBy: { madeAt: "desc" } });
    const isNewer = await tx.amendment.count({ where: { signatureId, state: "open" } });
    const made = await tx.correction.findFirst({ where: { amendmentId } });
    if (isNewer > 0 || signature.status !== "published" || (made && made.id !== newest?.id))
      return fail("overtaken");
    await cancelMessages(tx, { amendmentId });
    const actor = { kind: "moderator", moderatorId } as const;
    if (made) {
      const fields = withValues(signature, valuesOf(made.before));
      const place = { letterId: signature.letterId, now };
      await logCorrection(tx, place, signatureId, () => markCorrected(tx, signatureId, fields));
      // The mail that was taken back is not about it any more.
      await tx.message.updateMany({ where: { correctionId: made.id }, data: { correctionId: null } });
      await tx.correction.delete({ where: { id: made.id } });
      // What was found about the change, and the name that others are compared with, are not about what stands there again.
      await gatherAfresh(tx, signatureId, actor);
    }
    await tx.amendment.update({
      where: { id: amendmentId },
      data: { state: "open", decidedAt: null, moderatorId: null, reason: null },
    });
    await record(tx, [{ letterId: signature.letterId, signatureId, actor, action: "amendUndo" }]);
    return ok({ reason: amendment.reason ?? "" });
  });
}
