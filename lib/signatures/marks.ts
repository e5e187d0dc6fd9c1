import { createHmac } from "node:crypto";
import type { signatureAddress } from "@/lib/addresses/columns";
import type { Tx } from "@/lib/db";
import { required } from "@/lib/env";
import { Prisma } from "@/lib/generated/prisma/client";
import type { Aside, MailTrouble } from "@/lib/generated/prisma/enums";
import { languageOfName } from "@/lib/i18n/names";
import type { CorrectedFields } from "@/lib/signatures/schema";

/**
 * Notes that a signature's evidence was gathered, and how much of it weighs against. Returns false where there is nothing to gather
 * about any more: it is gone, or everything personal in it is.
 */
export async function markGathered(tx: Tx, signatureId: string, doubts: number, now: Date): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE signature SET doubts = ${doubts}, evidence_at = ${now} WHERE id = ${signatureId}::uuid AND anonymised_at IS NULL`;
  return count > 0;
}

/** Notes that the names of imported signatures were taken up; there is nothing else to gather about them. */
export async function markNamesKept(tx: Tx, signatureIds: string[], now: Date): Promise<void> {
  if (signatureIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE signature SET evidence_at = ${now} WHERE id IN (${Prisma.join(signatureIds.map((id) => Prisma.sql`${id}::uuid`))})`;
}

/** Notes that a sign-on that was sent again came with a proof of work this time. */
export async function markProven(tx: Tx, signatureId: string): Promise<void> {
  await tx.$executeRaw`UPDATE signature SET is_proven = true WHERE id = ${signatureId}::uuid`;
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

/** Takes from somebody all that they look after of a letter. Returns the ids. */
export async function unassignAll(tx: Tx, letterId: string, assigneeId: string): Promise<string[]> {
  const left = await tx.$queryRaw<{ id: string }[]>`
    WITH theirs AS (
      SELECT id FROM signature WHERE letter_id = ${letterId}::uuid AND assignee_id = ${assigneeId}::uuid ORDER BY id FOR UPDATE
    )
    UPDATE signature s SET assignee_id = NULL FROM theirs WHERE s.id = theirs.id RETURNING s.id`;
  return left.map(({ id }) => id);
}

/**
 * Writes what was corrected about a signature, whatever stage of its life it is in. Whether the representative is shown stays as it is
 * where nobody says so.
 */
export async function markCorrected(
  tx: Tx,
  signatureId: string,
  fields: CorrectedFields & { showRepresentative?: boolean },
): Promise<void> {
  const { showRepresentative = null } = fields;
  const { name, nameAlt, country, website, representativeName, representativeRole } = fields;
  await tx.$executeRaw`
    UPDATE signature SET
      name = ${name}, name_lang = ${languageOfName(name, country)},
      name_alt = ${nameAlt}, name_alt_lang = ${nameAlt && languageOfName(nameAlt, country)},
      country = ${country}, website = ${website},
      representative_name = ${representativeName}, representative_role = ${representativeRole},
      -- Being shown was agreed to by the person who was named.
      show_representative = coalesce(${showRepresentative}::boolean,
        show_representative AND representative_name IS NOT DISTINCT FROM ${representativeName}),
      -- The form that was sent did not say this: sent again, it is another signature.
      form_mark = NULL
    WHERE id = ${signatureId}::uuid`;
}

/** Gives a signature another address, as its columns hold it. What came back from the old one says nothing about it. */
export async function markAddressed(
  tx: Tx,
  signatureId: string,
  { sealedEmail, emailIndex, emailDomainIndex }: ReturnType<typeof signatureAddress>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE signature SET sealed_email = ${sealedEmail}, email_index = ${emailIndex}, email_domain_index = ${emailDomainIndex},
      bounce = NULL, bounced_at = NULL
    WHERE id = ${signatureId}::uuid`;
}

/** What stands in the place of an imported name's key when the name was erased: a keyed hash, by which the next import knows it. */
export function erasedImportKey(importKey: string): string {
  const hash = createHmac("sha256", required("AUTH_SECRET")).update(`erased import\n${importKey}`);
  return `erased ${hash.digest("base64url")}`;
}

/** How a column of a signature is cleared; `gone` is the signature, with the hash of its import key. */
export type Clearing = "null" | "blank" | "no" | "key" | "unlessShown";

const cleared: Record<Clearing, string> = {
  null: "NULL",
  blank: "''",
  no: "false",
  key: "gone.key",
  // What the public sees stays: the person agreed to that.
  unlessShown: "CASE WHEN show_representative THEN COLUMN END",
};

/** What stands in a cleared column of a signature, in SQL. */
export function clearedColumn(column: string, how: Clearing): string {
  return cleared[how].replace("COLUMN", column);
}

/**
 * Clears columns of signatures as the register of what is stored says (lib/privacy/register.ts). With `anonymisedAt` nothing
 * personal is left, and they are as they are for good.
 */
export async function markErased(
  tx: Tx,
  signatureIds: string[],
  columns: Record<string, Clearing>,
  anonymisedAt: Date | null,
): Promise<void> {
  const rows = await tx.signature.findMany({
    where: { id: { in: signatureIds } },
    select: { id: true, importKey: true },
  });
  const values = Object.entries(columns).map(([column, how]) =>
    Prisma.raw(`${column} = ${clearedColumn(column, how)}`),
  );
  await tx.$executeRaw`
    UPDATE signature SET ${Prisma.join(values)}, anonymised_at = ${anonymisedAt}
    FROM unnest(${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ importKey }) => importKey && erasedImportKey(importKey))}::text[]) AS gone(id, key)
    WHERE signature.id = gone.id`;
}

/** Forgets the marks by which the forms of signatures are known again. */
export async function markFormsForgotten(tx: Tx, signatureIds: string[]): Promise<void> {
  await tx.$executeRaw`UPDATE signature SET form_mark = NULL WHERE id = ANY(${signatureIds}::uuid[])`;
}

/** Forgets the networks that signatures signed before a moment came from, at most so many. Returns how many it was. */
export async function markNetworksForgotten(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE signature SET network = NULL WHERE id IN (
      SELECT id FROM signature WHERE network IS NOT NULL AND created_at < ${before}
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
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
