import { openAddress } from "@/lib/addresses/seal";
import { db, type Tx } from "@/lib/db";
import { isOpen } from "@/lib/handovers/closing";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken } from "@/lib/tokens/tokens";

/**
 * Why a link hands nothing over. `over`: it was stopped, another person was named, or the signature stands no more. `early`: who
 * represents it now has not been told yet.
 */
export type HandoverLinkRefusal = "malformed" | "unknown" | "expired" | "used" | "over" | "early";

/** What the page behind such a link shows: all that the button confirms. */
export interface HandoverOffer {
  handoverId: string;
  signatureId: string;
  name: string;
  nameLang: string | null;
  representativeName: string;
  representativeRole: string;
  email: string;
}

/** Looks a link up. A link of another letter is unknown here. */
export async function findHandoverToken(
  tx: Tx,
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<HandoverOffer, HandoverLinkRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const row = await tx.token.findFirst({
    where: { hash: hashToken(token), purpose: "handover", signature: { letter: { slug } } },
    select: {
      usedAt: true,
      expiresAt: true,
      handover: true,
      signature: { select: { id: true, status: true, name: true, nameLang: true } },
    },
  });
  if (!row?.handover || !row.signature) return fail("unknown");
  const { handover, signature } = row;
  if (row.usedAt || handover.confirmedAt) return fail("used");
  if (row.expiresAt <= now) return fail("expired");
  const { id: handoverId, sealedEmail, representativeName, representativeRole } = handover;
  const isStanding = signature.status === "pending" || signature.status === "published";
  if (!isStanding || handover.endedAt || !sealedEmail) return fail("over");
  const { id: signatureId, name, nameLang } = signature;
  const email = openAddress(sealedEmail, "handover.email");
  return ok({ handoverId, signatureId, name, nameLang, representativeName, representativeRole, email });
}

/** What the page behind a link shows. Reading it changes nothing. */
export function readHandover(slug: string, token: unknown, now: Date) {
  return findHandoverToken(db(), slug, token, now);
}

/** Whom a signer named to take over, and waits for; null where nobody. */
export async function openHandover(signatureId: string) {
  const open = await db().handover.findFirst({
    where: { signatureId, ...isOpen },
    select: { representativeName: true, representativeRole: true, sealedEmail: true, begunAt: true },
  });
  if (!open?.sealedEmail) return null;
  const { sealedEmail, ...whom } = open;
  return { ...whom, email: openAddress(sealedEmail, "handover.email") };
}
export type OpenHandover = NonNullable<Awaited<ReturnType<typeof openHandover>>>;
