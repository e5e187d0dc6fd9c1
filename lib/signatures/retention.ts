import { record } from "@/lib/audit/commands";
import { transaction } from "@/lib/db";

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
