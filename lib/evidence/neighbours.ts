import { db } from "@/lib/db";
import type { Evidence } from "@/lib/evidence/evidence";

/**
 * What a check found about another signature names it by its id (`values.signature`), so that a name which was erased is not kept by
 * its neighbours. This gives such evidence the other's name of today as `values.name`; null where it has none any more.
 */
export async function withNeighbours<T extends Evidence>(found: T[]): Promise<T[]> {
  const ids = found.flatMap((one) => neighbourOf(one) ?? []);
  if (ids.length === 0) return found;
  const rows = await db().signature.findMany({
    where: { id: { in: ids }, anonymisedAt: null },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return found.map((one) => {
    const { signature } = one.values;
    if (typeof signature !== "string") return one;
    return { ...one, values: { ...one.values, name: names.get(signature) ?? null } };
  });
}

/** The id of the signature that evidence is about beside its own; null where there is none, or it was not known any more. */
function neighbourOf({ values }: Evidence): string | null {
  return typeof values.signature === "string" && values.signature !== "" ? values.signature : null;
}
