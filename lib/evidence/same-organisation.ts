import { db } from "@/lib/db";
import type { Check } from "@/lib/evidence/evidence";

/** Whether somebody else signed this letter under exactly this name. */
export const sameOrganisation: Check = async ({ id, letterId, name }) => {
  const others = await db().signature.findMany({
    where: { letterId, name, id: { not: id }, status: { in: ["pending", "published"] } },
    select: { status: true },
    take: 10,
  });
  if (others.length === 0) return [];
  return [{ code: "sameName", weighs: "against", values: { count: others.length } }];
};
