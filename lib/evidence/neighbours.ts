import { db } from "@/lib/db";
import type { Evidence } from "@/lib/evidence/evidence";

/**
 * What a check found about another signature names it by its id (`values.signature`), so that a name which was erased is not kept by
 * its neighbours. This gives such evidence the other's name of today as `values.name`; null where it has none any more, or is none of
 * the letter that the evidence is about: what has a name here can be shown, and led to, at the desk of that letter.
 */
export async function withNeighbours<T extends Evidence>(
  found: T[],
  letterOf: (one: T) => string,
): Promise<T[]> {
  const ids = found.flatMap((one) => neighbourOf(one) ?? []);
  if (ids.length === 0) return found;
  const rows = await db().signature.findMany({
    where: { id: { in: ids }, anonymisedAt: null },
    select: { id: true, letterId: true, name: true },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  return found.map((one) => {
    const { signature } = one.values;
    if (typeof signature !== "string") return one;
    const other = known.get(signature);
    const name = other?.letterId === letterOf(one) ? other.name : null;
    return { ...one, values: { ...one.values, name } };
  });
}

/** The id of the signature that evidence is about beside its own; null where there is none, or it was not known any more. */
export function neighbourOf({ values }: Evidence): string | null {
  return typeof values.signature === "string" && values.signature !== "" ? values.signature : null;
}
