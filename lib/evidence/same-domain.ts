import { domainIndexes } from "@/lib/addresses/blind-index";
import { db } from "@/lib/db";
import { mailHost } from "@/lib/evidence/domains";
import type { Check } from "@/lib/evidence/evidence";
import { isFreeMail } from "@/lib/evidence/mail-provider";
import { Prisma } from "@/lib/generated/prisma/client";

const counted = 20;

/** Whether others signed this letter from the same mail domain: colleagues perhaps, or the same organisation twice. */
export const sameDomain: Check = async ({ id, letterId, email }) => {
  if (!email) return [];
  const domain = mailHost(email);
  if (isFreeMail(domain)) return [];
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM signature
    WHERE letter_id = ${letterId}::uuid AND email_domain_index IN (${Prisma.join(domainIndexes(domain))})
      AND id <> ${id}::uuid AND status IN ('pending', 'published', 'rejected')
    ORDER BY created_at, id LIMIT ${counted}`;
  const [first] = rows;
  if (!first) return [];
  return [
    { code: "sameDomain", weighs: "against", values: { domain, count: rows.length, signature: first.id } },
  ];
};
