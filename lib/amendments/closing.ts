import type { Tx } from "@/lib/db";

/** Closes what was asked about signatures that leave the list: what is not public can be corrected without asking. */
export async function closeAmendments(tx: Tx, signatureIds: string[], now: Date): Promise<void> {
  await tx.amendment.updateMany({
    where: { signatureId: { in: signatureIds }, state: "open" },
    data: { state: "closed", decidedAt: now },
  });
}

/** Opens again what a removal closed that is taken back. */
export async function reopenAmendments(tx: Tx, signatureIds: string[], decidedAt: Date): Promise<void> {
  await tx.amendment.updateMany({
    where: { signatureId: { in: signatureIds }, state: "closed", decidedAt },
    data: { state: "open", decidedAt: null },
  });
}
