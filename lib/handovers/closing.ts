import type { Tx } from "@/lib/db";
import type { Prisma } from "@/lib/generated/prisma/client";

/** What is left of one that is over: nothing personal (a check of the database wants that). */
export const emptied = {
  representativeName: "",
  representativeRole: "",
  sealedEmail: null,
  emailIndex: null,
} as const;

/** Open ones. */
export const isOpen = { confirmedAt: null, endedAt: null } as const;

/** Keeps one from being ended by those who look for many, a mailbox's or all that are old, and lock no signature. */
export async function holdOpen(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM handover WHERE id = ${id}::uuid FOR UPDATE`;
}

/** Ends handings over that nobody confirmed, and forgets whom they named. Returns how many. */
export async function endHandovers(tx: Tx, which: Prisma.HandoverWhereInput, now: Date): Promise<number> {
  const { count } = await tx.handover.updateMany({
    where: { ...which, ...isOpen },
    data: { ...emptied, endedAt: now },
  });
  return count;
}
