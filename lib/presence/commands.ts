import { db } from "@/lib/db";

/** For how long an open page counts without a sign of life, in seconds. */
export const presenceSeconds = 45;

/** One open page of a signature. */
export interface OpenPage {
  id: string;
  letterId: string;
  signatureId: string;
  moderatorId: string;
}

/** Notes that a moderator has a signature on the screen. Nothing where the signature is not of that letter. */
export async function enter({ id, letterId, signatureId, moderatorId }: OpenPage): Promise<void> {
  await db().$executeRaw`
    INSERT INTO presence (id, letter_id, signature_id, moderator_id, seen_at)
    SELECT ${id}::uuid, letter_id, id, ${moderatorId}::uuid, now() FROM signature
    WHERE id = ${signatureId}::uuid AND letter_id = ${letterId}::uuid`;
}

/** A sign of life. */
export async function stay(id: string): Promise<void> {
  await db().$executeRaw`UPDATE presence SET seen_at = now() WHERE id = ${id}::uuid`;
}

export async function leave(id: string): Promise<void> {
  await db().presence.deleteMany({ where: { id } });
}

/** Deletes pages whose process died without a word. */
export async function sweepPresence(now: Date): Promise<void> {
  const since = new Date(now.getTime() - presenceSeconds * 1000);
  await db().presence.deleteMany({ where: { seenAt: { lt: since } } });
}
