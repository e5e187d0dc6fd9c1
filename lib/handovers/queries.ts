import { openAddress } from "@/lib/addresses/seal";
import { db, type Tx } from "@/lib/db";
import { isOpen } from "@/lib/handovers/closing";
import { effectiveFrom } from "@/lib/handovers/time-to-stop";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken } from "@/lib/tokens/tokens";

/** Why a link hands nothing over. `over`: it was stopped, another person was named, or the signature stands no more. */
export type HandoverLinkRefusal =
  | { code: "malformed" | "unknown" | "expired" | "used" | "over" }
  /** It was agreed to, and takes effect at that moment; null while the present address was not told. Until then it can be declined. */
  | { code: "agreed"; effective: Date | null; offer: HandoverOffer };

/** What the page behind such a link shows: all that the button confirms. */
export interface HandoverOffer {
  handoverId: string;
  signatureId: string;
  letterId: string;
  name: string;
  nameLang: string | null;
  representativeName: string;
  representativeRole: string;
  email: string;
  /** When the present address was told; null while that mail waits. */
  toldAt: Date | null;
}

/** Looks a link up. A link of another letter is unknown here. */
export async function findHandoverToken(
  tx: Tx,
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<HandoverOffer, HandoverLinkRefusal>> {
  const token = parseToken(text);
  if (!token) return fail({ code: "malformed" });
  const row = await tx.token.findFirst({
    where: { hash: hashToken(token), purpose: "handover", signature: { letter: { slug } } },
    select: {
      usedAt: true,
      expiresAt: true,
      handover: true,
      signature: { select: { id: true, letterId: true, status: true, name: true, nameLang: true } },
    },
  });
  if (!row?.handover || !row.signature) return fail({ code: "unknown" });
  const { handover, signature } = row;
  if (handover.confirmedAt) return fail({ code: "used" });
  const isStanding = signature.status === "pending" || signature.status === "published";
  const { id: handoverId, sealedEmail, representativeName, representativeRole, toldAt } = handover;
  if (!isStanding || handover.endedAt || !sealedEmail) return fail({ code: "over" });
  const { id: signatureId, letterId, name, nameLang } = signature;
  const email = openAddress(sealedEmail, "handover.email");
  const whom = { representativeName, representativeRole, email };
  const offer = { handoverId, signatureId, letterId, name, nameLang, ...whom, toldAt };
  if (handover.agreedAt) return fail({ code: "agreed", effective: toldAt && effectiveFrom(toldAt), offer });
  if (row.usedAt) return fail({ code: "used" });
  if (row.expiresAt <= now) return fail({ code: "expired" });
  return ok(offer);
}

/** What the page behind a link shows. Reading it changes nothing. */
export function readHandover(slug: string, token: unknown, now: Date) {
  return findHandoverToken(db(), slug, token, now);
}

/**
 * Whom a signer named to take over, and when it takes effect at the earliest, which is null while the present address was not told;
 * null where nobody.
 */
export async function openHandover(signatureId: string) {
  const open = await db().handover.findFirst({
    where: { signatureId, ...isOpen },
    select: {
      representativeName: true,
      representativeRole: true,
      sealedEmail: true,
      begunAt: true,
      toldAt: true,
      agreedAt: true,
    },
  });
  if (!open?.sealedEmail) return null;
  const { sealedEmail, toldAt, ...whom } = open;
  const email = openAddress(sealedEmail, "handover.email");
  return { ...whom, email, effective: toldAt && effectiveFrom(toldAt) };
}

/** When whoever was named last said that it is not for them; null where that is not the last that became of it. */
export async function declinedAt(signatureId: string): Promise<Date | null> {
  const last = await db().auditEntry.findFirst({
    where: { signatureId, action: { startsWith: "handover" } },
    orderBy: { id: "desc" },
    select: { action: true, at: true },
  });
  return last?.action === "handoverDecline" ? last.at : null;
}

export type OpenHandover = NonNullable<Awaited<ReturnType<typeof openHandover>>>;
