import { db } from "@/lib/db";
import type { Check } from "@/lib/evidence/evidence";

const windowMinutes = 60;
/** An office signs twice or thrice in an hour; more from one network is worth a look. */
const many = 5;
const counted = 100;

/** Whether many signatures of this letter came from one network within an hour of this one. */
export const network: Check = async ({ letterId, network: hash, createdAt }) => {
  if (!hash) return [];
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM signature
      WHERE letter_id = ${letterId}::uuid AND network = ${hash}
        AND created_at BETWEEN ${createdAt}::timestamptz - make_interval(mins => ${windowMinutes}::int)
                           AND ${createdAt}::timestamptz + make_interval(mins => ${windowMinutes}::int)
      LIMIT ${counted}
    ) AS near`;
  const count = row?.count ?? 0;
  return count < many ? [] : [{ code: "sameNetwork", weighs: "against", values: { count } }];
};
