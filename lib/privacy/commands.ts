import { z } from "zod";
import { recordFor } from "@/lib/accounts/log";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { transaction } from "@/lib/db";
import { type ErasureReason, eraseSignature } from "@/lib/privacy/erasure";
import type { PrivacySettings } from "@/lib/privacy/schema";
import { fail, ok, type Result } from "@/lib/result";

/** Erases a signature for an owner of its letter who answers a request. What was erased already stays so. */
export async function eraseForRequest(
  signatureId: string,
  reason: ErasureReason,
  ownerId: string,
  now: Date,
): Promise<Result<null, "unknown" | "erased">> {
  if (!z.uuid().safeParse(signatureId).success) return fail("unknown");
  return transaction(async (tx) => {
    const mine = { id: signatureId, letter: havingRight("govern", ownerId) };
    if ((await tx.signature.count({ where: mine })) === 0) return notTheirs("unknown");
    return eraseSignature(tx, signatureId, { kind: "moderator", moderatorId: ownerId }, { now, reason });
  });
}

/** Writes what a letter says about personal data; for its owners. */
export async function savePrivacy(
  { slug, contactMonths, privacyContact }: PrivacySettings,
  ownerId: string,
): Promise<Result<null, "forbidden">> {
  return transaction(async (tx) => {
    const letter = await tx.letter.findFirst({
      where: { slug, ...havingRight("govern", ownerId) },
      select: { id: true, contactMonths: true, privacyContact: true },
    });
    if (!letter) return notTheirs("forbidden");
    if (letter.contactMonths === contactMonths && letter.privacyContact === privacyContact) return ok(null);
    await tx.letter.update({ where: { id: letter.id }, data: { contactMonths, privacyContact } });
    const actor = { kind: "moderator", moderatorId: ownerId } as const;
    await recordFor(tx, letter.id, actor, "privacySettings", `${letter.contactMonths} ${contactMonths}`);
    return ok(null);
  });
}
