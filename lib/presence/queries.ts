import { openAddress } from "@/lib/addresses/seal";
import { compareAddresses } from "@/lib/addresses/spelling";
import { db } from "@/lib/db";
import { presenceSeconds } from "@/lib/presence/commands";

/** That somebody has a signature on the screen. */
export interface Looking {
  signatureId: string;
  email: string;
}

/** Who else than this moderator has which signature of a letter on the screen, at most 200. */
export async function whoLooks(letterId: string, moderatorId: string): Promise<Looking[]> {
  const rows = await db().$queryRaw<{ signatureId: string; sealedEmail: Uint8Array }[]>`
    SELECT DISTINCT p.signature_id AS "signatureId", m.id, m.sealed_email AS "sealedEmail" FROM presence p JOIN moderator m ON m.id = p.moderator_id
    WHERE p.letter_id = ${letterId}::uuid AND p.moderator_id <> ${moderatorId}::uuid
      AND p.seen_at > now() - make_interval(secs => ${presenceSeconds}::int)
    ORDER BY m.id, p.signature_id LIMIT 200`;
  return rows
    .map(({ signatureId, sealedEmail }) => ({
      signatureId,
      email: openAddress(sealedEmail, "moderator.email"),
    }))
    .sort(compareAddresses);
}
