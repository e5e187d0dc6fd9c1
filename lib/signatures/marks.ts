import type { Tx } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";
import type { Aside, MailTrouble } from "@/lib/generated/prisma/enums";
import { languageOfName } from "@/lib/i18n/names";
import type { CorrectedFields } from "@/lib/signatures/schema";

/** Notes that a signature's evidence was gathered, and how much of it weighs against. */
export async function markGathered(tx: Tx, signatureId: string, doubts: number, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE signature SET doubts = ${doubts}, evidence_at = ${now} WHERE id = ${signatureId}::uuid`;
}

/** Notes that the names of imported signatures were taken up; there is nothing else to gather about them. */
export async function markNamesKept(tx: Tx, signatureIds: string[], now: Date): Promise<void> {
  if (signatureIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE signature SET evidence_at = ${now} WHERE id IN (${Prisma.join(signatureIds.map((id) => Prisma.sql`${id}::uuid`))})`;
}

/** Puts a pending signature aside (null: back into the queue). Returns false where it is not pending, or stands so already. */
export async function markAside(tx: Tx, signatureId: string, aside: Aside | null): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE signature SET aside = ${aside}::aside
    WHERE id = ${signatureId}::uuid AND "status" IN ('pending') AND aside IS DISTINCT FROM ${aside}::aside`;
  return count > 0;
}

/** Brings a signature that waited for an answer back into the queue; what is on hold for another reason stays there. */
export async function markAnswered(tx: Tx, signatureId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE signature SET aside = NULL WHERE id = ${signatureId}::uuid AND "status" IN ('pending') AND aside = 'question'`;
}

/** Says who looks after a signature (null: nobody). Returns false where it is so already. */
export async function markAssigned(tx: Tx, signatureId: string, assigneeId: string | null): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE signature SET assignee_id = ${assigneeId}::uuid
    WHERE id = ${signatureId}::uuid AND assignee_id IS DISTINCT FROM ${assigneeId}::uuid`;
  return count > 0;
}

/** Writes what a moderator corrected about a signature, whatever stage of its life it is in. */
export async function markCorrected(tx: Tx, signatureId: string, fields: CorrectedFields): Promise<void> {
  const { name, nameAlt, country, website, representativeName, representativeRole } = fields;
  await tx.$executeRaw`
    UPDATE signature SET
      name = ${name}, name_lang = ${languageOfName(name, country)},
      name_alt = ${nameAlt}, name_alt_lang = ${nameAlt && languageOfName(nameAlt, country)},
      country = ${country}, website = ${website},
      representative_name = ${representativeName}, representative_role = ${representativeRole},
      -- Being shown was agreed to by the person who was named.
      show_representative = show_representative AND representative_name IS NOT DISTINCT FROM ${representativeName}
    WHERE id = ${signatureId}::uuid`;
}

/** Notes why a mail to a signature's address came back; null once one was taken again. */
export async function markBounced(
  tx: Tx,
  signatureId: string,
  bounce: { trouble: MailTrouble; at: Date } | null,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE signature SET bounce = ${bounce?.trouble ?? null}::mail_trouble, bounced_at = ${bounce?.at ?? null}
    WHERE id = ${signatureId}::uuid`;
}
