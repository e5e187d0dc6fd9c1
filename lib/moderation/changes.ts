import type { Tx } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";

/** What somebody else did to a signature. */
export interface Change {
  action: string;
  at: Date;
  actor: "signer" | "moderator" | "import" | "system";
  moderatorEmail: string | null;
}

/**
 * Locks a signature's row until the transaction ends. Whoever writes into a signature's history locks it first, so that its
 * entries become visible in the order of their ids.
 */
export async function lockSignature(tx: Tx, id: string): Promise<{ status: SignatureStatus } | null> {
  const [row] = await tx.$queryRaw<{ status: SignatureStatus }[]>`
    SELECT status FROM signature WHERE id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

/** What others than this moderator did to a signature after an entry of its history, oldest first, at most ten. */
export async function changesSince(
  tx: Tx,
  signatureId: string,
  seen: bigint,
  moderatorId: string,
): Promise<Change[]> {
  return tx.$queryRaw<Change[]>`
    SELECT e.action, e.at, e.actor, m.email AS "moderatorEmail"
    FROM audit_entry e LEFT JOIN moderator m ON m.id = e.moderator_id
    WHERE e.signature_id = ${signatureId}::uuid AND e.id > ${seen} AND e.moderator_id IS DISTINCT FROM ${moderatorId}::uuid
    ORDER BY e.id LIMIT 10`;
}
