import type { Tx } from "@/lib/db";
import type { ConsentPurpose } from "@/lib/generated/prisma/enums";
import type { ConsentText } from "@/lib/signatures/consents";

/** Notes that somebody agreed to a text after signing, or anew. */
export async function giveConsent(tx: Tx, signatureId: string, given: ConsentText, now: Date): Promise<void> {
  await keepConsentText(tx, given);
  await giveKeptConsent(tx, signatureId, given.sha256, now);
}

/** Keeps the words that somebody agrees to. */
export async function keepConsentText(tx: Tx, given: ConsentText): Promise<void> {
  const { sha256, purpose, locale, text } = given;
  await tx.consentText.createMany({ data: [{ sha256, purpose, locale, text }], skipDuplicates: true });
}

/** Notes that somebody agreed to words that are kept already. */
export async function giveKeptConsent(
  tx: Tx,
  signatureId: string,
  textSha256: string,
  givenAt: Date,
): Promise<void> {
  await tx.consent.upsert({
    where: { signatureId_textSha256: { signatureId, textSha256 } },
    create: { signatureId, textSha256, givenAt },
    update: { givenAt, withdrawnAt: null },
  });
}

/** Whether something was agreed to for a purpose, and has not been taken back. */
export async function hasConsent(tx: Tx, signatureId: string, purpose: ConsentPurpose): Promise<boolean> {
  return (await tx.consent.count({ where: { signatureId, withdrawnAt: null, text: { purpose } } })) > 0;
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
