import { record } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";

/** Deletes the signatures of an address (its keyed index) that wait for a confirmation at a letter. Returns how many. */
export async function discardUnconfirmed(
  tx: Tx,
  letterId: string,
  index: Uint8Array<ArrayBuffer>,
): Promise<number> {
  // In the order of ids, as everybody locks; one that is confirmed at this very moment stays.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM signature WHERE id IN (
      SELECT id FROM signature WHERE letter_id = ${letterId}::uuid AND email_index = ${index} AND status = 'unconfirmed'
      ORDER BY id FOR UPDATE
    ) RETURNING id`;
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
