import type { Tx } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";

/** Who did something. A moderator is named; a signer is known by the signature alone. */
export type Actor =
  | { kind: "signer" }
  | { kind: "system" }
  | { kind: "import" }
  /** Whoever answers a notice at the organisation's own domain. */
  | { kind: "organisation" }
  | { kind: "moderator"; moderatorId: string };

export interface AuditRecord {
  letterId: string;
  signatureId: string | null;
  actor: Actor;
  action: string;
  /** The status before and after, where what was done moved the signature. */
  from?: SignatureStatus | null;
  to?: SignatureStatus | null;
  /** Free of personal data: it outlives the signature. */
  detail?: string;
}

/** Appends to the audit log, inside the transaction of what it records. */
export async function record(tx: Tx, entries: AuditRecord[]): Promise<void> {
  await tx.auditEntry.createMany({
    data: entries.map((entry) => ({
      letterId: entry.letterId,
      signatureId: entry.signatureId,
      actor: entry.actor.kind,
      moderatorId: entry.actor.kind === "moderator" ? entry.actor.moderatorId : null,
      action: entry.action,
      fromStatus: entry.from ?? null,
      toStatus: entry.to ?? null,
      detail: entry.detail ?? null,
    })),
  });
}

/** The same entry about each of many signatures whose status stays, in one statement. */
export async function recordAbout(
  tx: Tx,
  signatureIds: string[],
  { letterId, actor, action, detail }: Pick<AuditRecord, "letterId" | "actor" | "action" | "detail">,
): Promise<void> {
  const moderatorId = actor.kind === "moderator" ? actor.moderatorId : null;
  await tx.$executeRaw`
    INSERT INTO audit_entry (letter_id, signature_id, actor, moderator_id, action, detail)
    SELECT ${letterId}::uuid, id, ${actor.kind}::actor_kind, ${moderatorId}::uuid, ${action}, ${detail ?? null}
    FROM unnest(${signatureIds}::uuid[]) AS about(id)`;
}
