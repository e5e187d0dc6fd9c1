import { addressIndexes } from "@/lib/addresses/blind-index";
import { db } from "@/lib/db";
import type { Check } from "@/lib/evidence/evidence";
import { Prisma } from "@/lib/generated/prisma/client";

const counted = 20;

/** Whether the same mailbox, in whichever spelling, signed this letter before, under another name. */
export const samePerson: Check = async ({ id, letterId, email }) => {
  if (!email) return [];
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM signature
    WHERE letter_id = ${letterId}::uuid AND email_index IN (${Prisma.join(addressIndexes(email))})
      AND id <> ${id}::uuid AND status IN ('pending', 'published', 'rejected')
    ORDER BY created_at, id LIMIT ${counted}`;
  const [first] = rows;
  if (!first) return [];
  return [{ code: "samePerson", weighs: "against", values: { count: rows.length, signature: first.id } }];
};
