import { db, transaction } from "@/lib/db";
import { type Aside, SignatureStatus } from "@/lib/generated/prisma/enums";

/** How many signatures of a letter are in one state. */
export interface Tally {
  status: SignatureStatus;
  isDoubtful: boolean;
  aside: Aside | null;
  assigneeId: string | null;
  /** Whether the signer asked for a change. */
  isAmended: boolean;
  count: number;
}

/**
 * How many signatures of a letter there are in each state: the sum of what triggers noted in the same transactions that
 * changed them, so it is right at every moment, and its cost does not grow with the signatures.
 */
export async function tallyOf(letterId: string): Promise<Tally[]> {
  return db().$queryRaw<Tally[]>`
    SELECT status, is_doubtful AS "isDoubtful", aside, assignee_id AS "assigneeId",
      is_amended AS "isAmended", sum(change)::int AS count
    FROM signature_tally WHERE letter_id = ${letterId}::uuid
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(change) <> 0`;
}

/** How many signatures stand in each state, every state in the order of a signature's life. */
export function statusCounts(tally: Tally[]): { status: SignatureStatus; count: number }[] {
  return Object.values(SignatureStatus).map((status) => ({
    status,
    count: tally.filter((state) => state.status === status).reduce((sum, { count }) => sum + count, 0),
  }));
}

/** Sums the noted changes up, so that there are few. Whoever reads meanwhile sees the old rows or the sums. */
export async function sumTallies(): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      WITH gone AS (
        DELETE FROM signature_tally WHERE letter_id IN (
          SELECT letter_id FROM signature_tally GROUP BY letter_id HAVING count(*) > 100
        ) RETURNING *
      )
      INSERT INTO signature_tally (letter_id, status, is_doubtful, aside, assignee_id, is_amended, change)
      SELECT letter_id, status, is_doubtful, aside, assignee_id, is_amended, sum(change) FROM gone
      GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(change) <> 0`;
  });
}
