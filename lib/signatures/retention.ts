import { record } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";
import { deleteUnconfirmed } from "@/lib/signatures/status";

/**
 * Deletes the signatures of an address (its keyed indexes) that wait for a confirmation at a letter. Returns how many. The links by which
 * their mailbox said so stay: it can take back that it wants no more mail.
 */
export async function discardUnconfirmed(
  tx: Tx,
  letterId: string,
  indexes: Uint8Array<ArrayBuffer>[],
): Promise<number> {
  // In the order of ids, as everybody locks; one that is confirmed at this very moment stays.
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM signature
    WHERE letter_id = ${letterId}::uuid AND email_index = ANY(${indexes}::bytea[]) AND status = 'unconfirmed'
    ORDER BY id FOR UPDATE`;
  const ids = found.map(({ id }) => id);
  await tx.token.updateMany({
    where: { signatureId: { in: ids }, purpose: "not_me" },
    data: { signatureId: null },
  });
  const rows = await deleteUnconfirmed(tx, ids);
  await record(
    tx,
    rows.map(({ id }) => ({
      letterId,
      signatureId: id,
      actor: { kind: "signer" },
      action: "discard",
      from: "unconfirmed",
      to: null,
    })),
  );
  return rows.length;
}
