import { z } from "zod";
import { db } from "@/lib/db";
import { type Evidence, type EvidenceCode, evidenceCodes } from "@/lib/evidence/evidence";
import { withNeighbours } from "@/lib/evidence/neighbours";

/** Evidence as it was found, with the moment of the check. */
export interface FoundEvidence extends Evidence {
  checkedAt: Date;
}

/** The kept evidence of some signatures (at most a page of them), in the order of the checks. */
export async function evidenceOf(signatureIds: string[]): Promise<Map<string, FoundEvidence[]>> {
  const rows = await db().evidence.findMany({
    where: { signatureId: { in: signatureIds } },
    orderBy: [{ signatureId: "asc" }, { place: "asc" }],
    include: { signature: { select: { letterId: true } } },
  });
  const kept = rows.flatMap(({ code, values, ...row }) =>
    isEvidenceCode(code) ? [{ ...row, code, values: values as Evidence["values"] }] : [],
  );
  const found = new Map<string, FoundEvidence[]>(signatureIds.map((id) => [id, []]));
  const named = await withNeighbours(kept, ({ signature }) => signature.letterId);
  for (const { signatureId, code, weighs, values, checkedAt } of named)
    found.get(signatureId)?.push({ code, weighs, values, checkedAt });
  return found;
}

const Kept = z.array(
  z.object({
    code: z.custom<EvidenceCode>(isEvidenceCode),
    weighs: z.enum(["for", "against", "unknown"]),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    checkedAt: z.coerce.date(),
  }),
);

/** The evidence that was kept with a decision about a signature of a letter; empty where there was none. */
export async function keptEvidence(kept: unknown, letterId: string): Promise<FoundEvidence[]> {
  return withNeighbours(Kept.safeParse(kept).data ?? [], () => letterId);
}

export function isEvidenceCode(code: unknown): code is EvidenceCode {
  return (evidenceCodes as readonly unknown[]).includes(code);
}
