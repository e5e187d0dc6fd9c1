import type { Tx } from "@/lib/db";

/** What changes several of somebody's sessions, or their factors, happens one after the other. */
export async function lockPerson(tx: Tx, moderatorId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM moderator WHERE id = ${moderatorId}::uuid FOR NO KEY UPDATE`;
}

/** Keeps somebody on a letter until the transaction ends. Comes before the lock of any signature, as where somebody is taken off. */
export async function holdMember(tx: Tx, letterId: string, moderatorId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM membership WHERE letter_id = ${letterId}::uuid AND moderator_id = ${moderatorId}::uuid FOR SHARE`;
}
