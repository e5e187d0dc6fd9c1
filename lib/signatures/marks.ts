import type { Tx } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";

/** Notes that a signature's evidence was gathered, and how much of it weighs against. */
export async function markGathered(tx: Tx, signatureId: string, doubts: number, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE signature SET doubts = ${doubts}, evidence_at = ${now} WHERE id = ${signatureId}::uuid`;
}

/** Notes that the names of imported signatures were taken up; there is nothing else to gather about them. */
export async function markNamesKept(tx: Tx, signatureIds: string[], now: Date): Promise<void> {
  if (signatureIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE signature SET evidence_at = ${now} WHERE id IN (${Prisma.join(signatureIds.map((id) => Prisma.sql`${id}::uuid`))})`;
}
