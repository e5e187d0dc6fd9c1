import { addressIndexes } from "@/lib/addresses/blind-index";
import { record } from "@/lib/audit/commands";
import { db, type Tx, transaction } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken } from "@/lib/tokens/tokens";

/** Why a link turns nothing off. */
export type UnsubscribeRefusal = "malformed" | "unknown";

/** What the page behind a link shows. Reading it changes nothing. */
export interface Subscription {
  /** Whether news still comes to the mailbox. */
  isOn: boolean;
}

/** Looks a link up. It is not used up by being pressed, so that whoever presses twice is told the same. */
export async function readSubscription(
  slug: string,
  token: unknown,
): Promise<Result<Subscription, UnsubscribeRefusal>> {
  const found = await findToken(db(), slug, token);
  return found.ok ? ok({ isOn: await newsIsOn(found.value) }) : found;
}

/** Whether news of a letter comes to the mailbox that a signature was given with. */
export async function newsIsOn(about: OfMailbox): Promise<boolean> {
  return (await standing(db(), await mailboxOf(db(), about))).length > 0;
}

/**
 * Turns a letter's news off for a mailbox: the consent of each of its signatures is withdrawn. The link alone is what it takes
 * (RFC 8058, 3.2: the mail program that asks has no cookie and no page). Says whether it was on.
 */
export async function unsubscribe(
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<{ wasOn: boolean }, UnsubscribeRefusal>> {
  return transaction(async (tx) => {
    const found = await findToken(tx, slug, token);
    if (!found.ok) return found;
    return ok({ wasOn: await turnNewsOff(tx, found.value, now) });
  });
}

/** The same for whoever is known to be the signer, inside their transaction. Says whether it was on. */
export async function turnNewsOff(tx: Tx, about: OfMailbox, now: Date): Promise<boolean> {
  const mailbox = await mailboxOf(tx, about);
  // Everybody locks in the order of ids.
  await tx.$executeRaw`
    SELECT 1 FROM signature WHERE id = ANY(${mailbox}::uuid[]) ORDER BY id FOR UPDATE`;
  const signatureIds = await standing(tx, mailbox);
  if (signatureIds.length === 0) return false;
  await tx.consent.updateMany({
    where: { signatureId: { in: signatureIds }, text: { purpose: "news" }, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  const { letterId } = about;
  const actor = { kind: "signer" } as const;
  await record(
    tx,
    signatureIds.map((signatureId) => ({
      letterId,
      signatureId,
      actor,
      action: "news_off",
    })),
  );
  return true;
}

/** A signature, by which its mailbox is found. */
export interface OfMailbox {
  letterId: string;
  signatureId: string;
}

async function findToken(
  client: Tx,
  slug: string,
  text: unknown,
): Promise<Result<OfMailbox, UnsubscribeRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const [row] = await client.$queryRaw<OfMailbox[]>`
    SELECT s.id AS "signatureId", s.letter_id AS "letterId"
    FROM token t JOIN signature s ON s.id = t.signature_id JOIN letter l ON l.id = s.letter_id
    WHERE t.hash = ${hashToken(token)} AND t.purpose = 'unsubscribe' AND l.slug = ${slug}`;
  return row ? ok(row) : fail("unknown");
}

/** The signatures of the letter that were given with the same mailbox. */
async function mailboxOf(client: Tx, { letterId, signatureId }: OfMailbox): Promise<string[]> {
  const signature = await client.signature.findUnique({ where: { id: signatureId } });
  if (!signature?.email) return [signatureId];
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT id FROM signature WHERE letter_id = ${letterId}::uuid
      AND email_index IN (${Prisma.join(addressIndexes(signature.email))}) ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Those of some signatures whose consent to news stands. */
async function standing(client: Tx, signatureIds: string[]): Promise<string[]> {
  const consents = await client.consent.findMany({
    where: { signatureId: { in: signatureIds }, text: { purpose: "news" }, withdrawnAt: null },
    select: { signatureId: true },
  });
  return [...new Set(consents.map(({ signatureId }) => signatureId))];
}
