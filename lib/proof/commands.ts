import { db, type Tx } from "@/lib/db";
import type { Proof } from "@/lib/proof/challenge";

/** Whether a proof came with a signature before. */
export async function isSpent({ nonce }: Proof): Promise<boolean> {
  return (await db().spentChallenge.findUnique({ where: { nonce } })) !== null;
}

/** Uses a proof up, in the transaction of the signature that it came with. Of two at once, one gets true. */
export async function spendProof(tx: Tx, { nonce, expiresAt }: Proof): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO spent_challenge (nonce, expires_at) VALUES (${nonce}, ${expiresAt}) ON CONFLICT DO NOTHING`;
  return count > 0;
}
