import { record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { endHandovers, holdOpen } from "@/lib/handovers/closing";
import { findHandoverToken, type HandoverLinkRefusal, type HandoverOffer } from "@/lib/handovers/queries";
import { lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";

/** `agreed` is none here: until it takes effect, whoever agreed may change their mind. */
export type DeclineRefusal = Exclude<HandoverLinkRefusal, { code: "agreed" }>;

/**
 * "No, thank you", with the link of the mail to the new address: the handing over ends, its address is forgotten, and whoever named it
 * sees that on their page. Nothing is refused for the future: who is named again is written to again, unlike after "this was not me"
 * (lib/mail-refusals).
 */
export async function declineHandover(
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<null, DeclineRefusal>> {
  return transaction(async (tx) => {
    const found = await findDeclinable(tx, slug, token, now);
    if (!found.ok) return found;
    const { handoverId, signatureId, letterId } = found.value;
    await lockSignature(tx, signatureId);
    await holdOpen(tx, handoverId);
    // Once more behind the lock: it may have been stopped, or have taken effect.
    const again = await findDeclinable(tx, slug, token, now);
    if (!again.ok) return again;
    await endHandovers(tx, { id: handoverId }, now);
    const actor = { kind: "signer" } as const;
    await record(tx, [{ letterId, signatureId, actor, action: "handoverDecline" }]);
    return ok(null);
  });
}

/** What a link is about, where it waits for its answer or for its time. */
async function findDeclinable(
  tx: Tx,
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<HandoverOffer, DeclineRefusal>> {
  const found = await findHandoverToken(tx, slug, token, now);
  if (found.ok) return found;
  return found.error.code === "agreed" ? ok(found.error.offer) : fail(found.error);
}
