import { type Sealed, withModeratorEmail } from "@/lib/addresses/seal";
import type { Tx } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";

/** What somebody else did to a signature. */
export interface Change {
  action: string;
  at: Date;
  actor: "signer" | "moderator" | "import" | "system" | "organisation";
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

/** What to look for in a signature's history. */
export interface Since {
  signatureId: string;
  /** The newest entry that the moderator has seen. */
  seen: bigint;
  moderatorId: string;
  /** The letter that the moderator may look at, where that has not been asked yet. */
  letterId?: string;
}

/** What others than this moderator did to a signature since, oldest first, at most ten. */
export async function changesSince(tx: Tx, since: Since): Promise<Change[]> {
  const { signatureId, seen, moderatorId, letterId = null } = since;
  const rows = await tx.$queryRaw<Sealed<Change>[]>`
    SELECT e.action, e.at, e.actor, m.sealed_email AS "moderatorEmail"
    FROM audit_entry e LEFT JOIN moderator m ON m.id = e.moderator_id
    WHERE e.signature_id = ${signatureId}::uuid AND e.id > ${seen} AND e.moderator_id IS DISTINCT FROM ${moderatorId}::uuid
      AND (${letterId}::uuid IS NULL OR e.letter_id = ${letterId}::uuid)
    ORDER BY e.id LIMIT 10`;
  return rows.map(withModeratorEmail);
}

/** Locks signatures in everybody's order, before anything else that is locked for them. */
export async function lockSignatures(tx: Tx, ids: string[]): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM signature WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
}

/**
 * Keeps a signature from being locked by others while a link to it is made. It comes before its mails: who held a mail first would wait for
 * whoever locked the signature, and they for the mail.
 */
export async function holdSignature(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM signature WHERE id = ${id}::uuid FOR KEY SHARE`;
}

/** Those of some signatures that still wait, and that others than this moderator changed after an entry of the log. */
export async function changedSince(
  tx: Tx,
  signatureIds: string[],
  seen: bigint,
  moderatorId: string,
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ signatureId: string }[]>`
    SELECT DISTINCT s.id AS "signatureId" FROM audit_entry e JOIN signature s ON s.id = e.signature_id AND s.status = 'pending'
    WHERE e.signature_id = ANY(${signatureIds}::uuid[]) AND e.id > ${seen}
      AND e.moderator_id IS DISTINCT FROM ${moderatorId}::uuid`;
  return new Set(rows.map(({ signatureId }) => signatureId));
}
