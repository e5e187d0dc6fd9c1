import { addressIndexes } from "@/lib/addresses/blind-index";
import { sameAddress } from "@/lib/addresses/spelling";
import { db } from "@/lib/db";
import type { Check, Evidence } from "@/lib/evidence/evidence";

const counted = 20;

/**
 * Whether the same mailbox signed this letter before: from the address as it is written, or from another spelling of it, which is
 * less certain.
 */
export const samePerson: Check = async ({ id, letterId, email }) => {
  if (!email) return [];
  const rows = await db().signature.findMany({
    where: {
      letterId,
      emailIndex: { in: addressIndexes(email) },
      id: { not: id },
      status: { in: ["pending", "published", "rejected"] },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: counted,
    select: { id: true, sealedEmail: true, email: true },
  });
  const isSame = (other: string | null) => other !== null && sameAddress(other) === sameAddress(email);
  const same = rows.filter((row) => isSame(row.email));
  const other = rows.filter((row) => !isSame(row.email));
  return [...tell("samePerson", same), ...tell("otherSpelling", other)];
};

function tell(code: "samePerson" | "otherSpelling", rows: { id: string }[]): Evidence[] {
  const [first] = rows;
  return first ? [{ code, weighs: "against", values: { count: rows.length, signature: first.id } }] : [];
}
