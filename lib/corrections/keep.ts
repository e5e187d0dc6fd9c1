import { type Actor, record } from "@/lib/audit/commands";
import type { FieldValues } from "@/lib/corrections/queries";
import type { Tx } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { queueJob } from "@/lib/jobs/queue";
import { logCorrection } from "@/lib/ledger/commands";
import { markCorrected } from "@/lib/signatures/marks";
import { type CorrectableField, type CorrectedFields, correctableFields } from "@/lib/signatures/schema";

/** A signature that the caller has locked, as it stands. */
export type CorrectedSignature = Record<CorrectableField, string | null> & {
  id: string;
  letterId: string;
  status: SignatureStatus;
  showRepresentative: boolean;
};

/** What a correction keeps: the fields that changed, and whether the representative is shown where that did. */
export type KeptValues = FieldValues & { showRepresentative?: boolean };

export interface CorrectionBy {
  actor: Extract<Actor, { kind: "signer" | "moderator" }>;
  /** What the log says. */
  action: string;
  /** What the signer asked for, where that is accepted. */
  amendmentId?: string;
  now: Date;
  /** Changes more of the signature, in the same entry of the list's log. */
  also?: () => Promise<void>;
}

/**
 * Changes what is, or will be, published about a signature, and keeps what stood there: the correction, the entry in the log, the one in
 * the list's own log where the public sees a difference, and the job that gathers the evidence anew. The log names the fields and no
 * value.
 * @returns the correction's id, or null where nothing differs from what stands there: then nothing is written.
 */
export async function keepCorrection(
  tx: Tx,
  signature: CorrectedSignature,
  fields: CorrectedFields & { showRepresentative?: boolean },
  by: CorrectionBy,
): Promise<string | null> {
  const { id: signatureId, letterId, status } = signature;
  const { actor, action, amendmentId, now, also } = by;
  const changed: (keyof KeptValues)[] = correctableFields.filter(
    (field) => signature[field] !== fields[field],
  );
  const { showRepresentative = signature.showRepresentative } = fields;
  if (showRepresentative !== signature.showRepresentative) changed.push("showRepresentative");
  if (changed.length === 0) return null;
  const pick = (from: Record<string, unknown>): KeptValues =>
    Object.fromEntries(changed.map((field) => [field, from[field]]));
  const moderatorId = actor.kind === "moderator" ? actor.moderatorId : null;
  const { id } = await tx.correction.create({
    data: {
      signatureId,
      moderatorId,
      amendmentId,
      before: pick(signature),
      after: pick({ ...fields, showRepresentative }),
      madeAt: now,
    },
    select: { id: true },
  });
  const change = async () => {
    await markCorrected(tx, signatureId, fields);
    await also?.();
  };
  if (status === "published") await logCorrection(tx, { letterId, now }, signatureId, change);
  else await change();
  await record(tx, [{ letterId, signatureId, actor, action, detail: changed.join(" ") }]);
  // What nobody has confirmed yet has no evidence.
  if (status !== "unconfirmed") await gatherAfresh(tx, signatureId, actor);
  return id;
}

/**
 * Has the evidence gathered anew after a change. What was found about what a signer has replaced is not shown beside what stands there
 * now, however long the job waits: it would speak for a name that nobody has looked into.
 */
export async function gatherAfresh(tx: Tx, signatureId: string, actor: CorrectionBy["actor"]): Promise<void> {
  if (actor.kind === "signer") await tx.evidence.deleteMany({ where: { signatureId } });
  await queueJob(tx, "gather_evidence", { signatureId }, `evidence ${signatureId}`);
}
