import type { Tx } from "@/lib/db";
import type { ConsentPurpose } from "@/lib/generated/prisma/enums";
import type { ConsentText } from "@/lib/signatures/consents";

/** Notes that somebody agreed to a text after signing, or anew. */
export async function giveConsent(tx: Tx, signatureId: string, given: ConsentText, now: Date): Promise<void> {
  const { sha256, purpose, locale, text } = given;
  await tx.consentText.createMany({ data: [{ sha256, purpose, locale, text }], skipDuplicates: true });
  await tx.consent.upsert({
    where: { signatureId_textSha256: { signatureId, textSha256: sha256 } },
    create: { signatureId, textSha256: sha256, givenAt: now },
    update: { givenAt: now, withdrawnAt: null },
  });
}

/** Notes that what was agreed to for some purposes no longer holds. */
export async function withdrawConsents(
  tx: Tx,
  signatureId: string,
  purposes: ConsentPurpose[],
  now: Date,
): Promise<void> {
  await tx.consent.updateMany({
    where: { signatureId, withdrawnAt: null, text: { purpose: { in: purposes } } },
    data: { withdrawnAt: now },
  });
}
