import { recordFor } from "@/lib/accounts/log";
import type { Actor } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";

/** Invitations that nobody accepted or took back, those that are over included. */
export const open = { acceptedAt: null, revokedAt: null };

/** Which open invitations of a letter: one, whatever somebody sent, or whatever went to an address. */
type Which = { id: string } | { invitedById: string } | { emailIndex: { in: Uint8Array<ArrayBuffer>[] } };

/**
 * Takes open invitations of a letter back, each with its audit entry: their links say so, and mails that still wait are not sent.
 * @returns how many there were.
 */
export async function revokeOpen(
  tx: Tx,
  letterId: string,
  which: Which,
  actor: Actor,
  now: Date,
): Promise<number> {
  const revoked = await tx.invitation.updateManyAndReturn({
    where: { letterId, ...which, ...open },
    data: { revokedAt: now },
    select: { id: true },
  });
  await tx.message.updateMany({
    where: { invitationId: { in: revoked.map(({ id }) => id) }, status: "queued" },
    data: { status: "cancelled" },
  });
  for (const { id } of revoked) await recordFor(tx, letterId, actor, "inviteRevoke", id);
  return revoked.length;
}
