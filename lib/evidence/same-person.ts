import { db } from "@/lib/db";
import type { Check } from "@/lib/evidence/evidence";

const counted = 20;

/** Whether the same address signed this letter before, under another name. */
export const samePerson: Check = async ({ id, letterId, email }) => {
  if (!email) return [];
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT name FROM signature
    WHERE letter_id = ${letterId}::uuid AND lower(email) = lower(${email}) AND email IS NOT NULL
      AND id <> ${id}::uuid AND status IN ('pending', 'published', 'rejected')
    ORDER BY created_at, id LIMIT ${counted}`;
  const [first] = rows;
  if (!first) return [];
  return [{ code: "samePerson", weighs: "against", values: { count: rows.length, name: first.name } }];
};
