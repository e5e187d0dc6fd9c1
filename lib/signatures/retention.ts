import { record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { addressIndex } from "@/lib/protection/address-index";

const unconfirmedDays = 7;
const batch = 1000;

/** Deletes signatures that nobody confirmed within seven days. Returns how many. */
export async function purgeUnconfirmed(now: Date): Promise<number> {
  const before = new Date(now.getTime() - unconfirmedDays * 24 * 3600 * 1000);
  let total = 0;
  for (;;) {
    const purged = await transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ id: string; letterId: string }[]>`
        DELETE FROM signature WHERE id IN (
          SELECT id FROM signature WHERE status = 'unconfirmed' AND created_at < ${before}
          ORDER BY created_at LIMIT ${batch} FOR UPDATE SKIP LOCKED
        ) RETURNING id, letter_id AS "letterId"`;
      await record(
        tx,
        rows.map(({ id, letterId }) => ({
          letterId,
          signatureId: id,
          actor: { kind: "system" },
          action: "purge",
          from: "unconfirmed",
          to: null,
        })),
      );
      return rows.length;
    });
    total += purged;
    if (purged < batch) return total;
  }
}

/** Deletes the signatures of an address (its keyed index) that wait for a confirmation at a letter. Returns how many. */
export async function discardUnconfirmed(
  tx: Tx,
  letterId: string,
  index: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const waiting = await tx.signature.findMany({
    where: { letterId, status: "unconfirmed", email: { not: null } },
    select: { id: true, email: true },
  });
  const ids = waiting
    .filter(({ email }) => Buffer.from(addressIndex(email ?? "")).equals(index))
    .map(({ id }) => id);
  // In the order of ids, as everybody locks; one that is confirmed at this very moment stays.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM signature WHERE id IN (
      SELECT id FROM signature WHERE id = ANY(${ids}::uuid[]) AND status = 'unconfirmed' ORDER BY id FOR UPDATE
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
