import { db, transaction } from "@/lib/db";
import { lockSignature } from "@/lib/moderation/changes";
import { ok, type Result } from "@/lib/result";
import { findLink, type LinkRefusal } from "@/lib/signers/links";
import { hashToken, makeToken, parseToken, type RawToken } from "@/lib/tokens/tokens";

/** How long a visit lasts, in minutes. */
export const visitMinutes = 30;

/** A signer at their own page. What it may look at and change is this one signature. */
export interface Visit {
  signatureId: string;
  letterId: string;
  secretHash: Uint8Array<ArrayBuffer>;
  expiresAt: Date;
}

/**
 * Begins a visit with a link, which is used up; of two at once one begins. The visit that the browser had (`earlier`, its secret)
 * ends.
 * @returns the secret that the browser keeps.
 */
export async function beginVisit(
  slug: string,
  token: unknown,
  now: Date,
  earlier: RawToken | null = null,
): Promise<Result<RawToken, LinkRefusal>> {
  return transaction(async (tx) => {
    const found = await findLink(tx, slug, token, now);
    if (!found.ok) return found;
    const { signatureId } = found.value;
    await lockSignature(tx, signatureId);
    // Once more behind the lock: it may have been used in another window, or the signature erased.
    const again = await findLink(tx, slug, token, now);
    if (!again.ok) return again;
    await tx.token.updateMany({
      where: { hash: hashToken(token as RawToken), usedAt: null },
      data: { usedAt: now },
    });
    if (earlier) await tx.visit.deleteMany({ where: { secretHash: hashToken(earlier) } });
    const secret = makeToken();
    const expiresAt = new Date(now.getTime() + visitMinutes * 60_000);
    await tx.visit.create({ data: { secretHash: hashToken(secret), signatureId, expiresAt } });
    return ok(secret);
  });
}

/** Whose visit a browser's secret is, at the letter that it was begun at; null where there is none (any more). */
export async function findVisit(slug: string, text: unknown, now: Date): Promise<Visit | null> {
  const secret = parseToken(text);
  if (!secret) return null;
  const row = await db().visit.findFirst({
    where: {
      secretHash: hashToken(secret),
      expiresAt: { gt: now },
      signature: { anonymisedAt: null, letter: { slug } },
    },
    select: {
      signatureId: true,
      secretHash: true,
      expiresAt: true,
      signature: { select: { letterId: true } },
    },
  });
  if (!row) return null;
  const { signature, ...visit } = row;
  return { ...visit, letterId: signature.letterId };
}

/** Ends a visit; one that has ended already stays so. */
export async function endVisit(text: unknown): Promise<void> {
  const secret = parseToken(text);
  if (secret) await db().visit.deleteMany({ where: { secretHash: hashToken(secret) } });
}
