import { openAmendment, valuesOf } from "@/lib/amendments/queries";
import { record } from "@/lib/audit/commands";
import type { KeptValues } from "@/lib/corrections/keep";
import type { Tx } from "@/lib/db";
import { announceWaiting } from "@/lib/digest/announce";
import type { AmendmentState } from "@/lib/generated/prisma/enums";
import { queueJob } from "@/lib/jobs/queue";

/** Ends what waits, and forgets what it said: nobody decides about it any more. Returns whether anything waited. */
export async function endOpen(
  tx: Tx,
  signatureId: string,
  state: Extract<AmendmentState, "withdrawn" | "replaced">,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.amendment.updateMany({
    where: { signatureId, state: "open" },
    data: { state, decidedAt: now, before: {}, after: {} },
  });
  return count > 0;
}

/** Writes down what waits for a moderator from now on, with its entry in the log, which names the fields and no value. */
export async function beginAmendment(
  tx: Tx,
  about: { signatureId: string; letterId: string },
  values: { before: KeptValues; after: KeptValues },
  now: Date,
): Promise<void> {
  const { signatureId, letterId } = about;
  await tx.amendment.create({ data: { signatureId, ...values, askedAt: now } });
  const detail = Object.keys(values.after).join(" ");
  await record(tx, [{ letterId, signatureId, actor: { kind: "signer" }, action: "amend", detail }]);
  await announceWaiting(tx, letterId, [signatureId]);
  // Whoever waits under a name that is asked for now has a new neighbour.
  if ("name" in values.after || "nameAlt" in values.after)
    await queueJob(tx, "gather_evidence", { signatureId }, `evidence ${signatureId}`);
}

/**
 * After somebody else took a published signature over: what the one before asked about themselves is asked no longer, and whether the
 * new one may be named is asked instead. What was asked about the organisation stays asked.
 */
export async function replaceAmendment(
  tx: Tx,
  signatureId: string,
  { isShown, now }: { isShown: boolean; now: Date },
): Promise<void> {
  const open = await openAmendment(tx, signatureId);
  const {
    representativeName: _,
    representativeRole: __,
    showRepresentative: ___,
    ...rest
  } = open?.after ?? {};
  const after: KeptValues = isShown ? { ...rest, showRepresentative: true } : rest;
  if (JSON.stringify(after) === JSON.stringify(open?.after ?? {})) return;
  if (open) await endOpen(tx, signatureId, "replaced", now);
  if (Object.keys(after).length === 0) return;
  const signature = await tx.signature.findUniqueOrThrow({ where: { id: signatureId } });
  const standing = valuesOf(signature);
  const before = Object.fromEntries(
    Object.keys(after).map((field) => [field, standing[field as keyof KeptValues]]),
  );
  await beginAmendment(tx, { signatureId, letterId: signature.letterId }, { before, after }, now);
}
