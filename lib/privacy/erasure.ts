import { type Actor, record } from "@/lib/audit/commands";
import { db, type Tx } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";
import { queueJob } from "@/lib/jobs/queue";
import { lockSignature } from "@/lib/moderation/changes";
import {
  clearedIn,
  clearedValue,
  clearingsOfSignature,
  type Extent,
  hasContact,
} from "@/lib/privacy/clearing";
import { tables } from "@/lib/privacy/register";
import { fail, ok, type Result } from "@/lib/result";
import { markErased } from "@/lib/signatures/marks";
import { deleteUnconfirmed, moveSignature, movesFrom } from "@/lib/signatures/status";

/**
 * Erases what the register calls personal about signatures that the caller has locked, and keeps the rows that count and explain:
 * statuses, kinds of decisions, moments. Mails that still wait are taken back. The database's own files keep what rows held until
 * they are cleaned: a job sees to it (`cleanUp`).
 */
export async function anonymise(tx: Tx, signatureIds: string[], now: Date): Promise<void> {
  if (signatureIds.length === 0) return;
  await takeMailsBack(tx, { signatureId: { in: signatureIds } });
  await eraseInboxMails(tx, signatureIds);
  await leaveToOthers(tx, signatureIds);
  await eraseRows(tx, signatureIds, "all");
  // Tags that nothing has any more say nothing but, perhaps, a name.
  await tx.$executeRaw`
    DELETE FROM tag t WHERE t.letter_id IN (SELECT letter_id FROM signature WHERE id = ANY(${signatureIds}::uuid[]))
      AND NOT EXISTS (SELECT 1 FROM signature_tag s WHERE s.tag_id = t.id)`;
  await markErased(tx, signatureIds, clearingsOfSignature("all"), now);
}

/** A signature whose contact data goes, but for rows that are newer than a moment. */
export interface Unreachable {
  id: string;
  until: Date;
}

/** Erases what serves to reach whoever signed; what the public sees stays. */
export async function eraseContact(tx: Tx, signatures: Unreachable[]): Promise<void> {
  if (signatures.length === 0) return;
  const ids = signatures.map(({ id }) => id);
  // What was asked of the organisation lately still goes out.
  await takeMailsBack(tx, { signatureId: { in: ids }, authorityNoticeId: null });
  await eraseInboxMails(tx, ids);
  await eraseRows(tx, ids, "contact", signatures);
  await leaveToOthers(tx, ids);
  // Nobody is left to follow a link, but the organisation that was told of it lately.
  await tx.token.deleteMany({ where: { signatureId: { in: ids }, authorityNoticeId: null } });
  await markErased(tx, ids, clearingsOfSignature("contact"), null);
}

async function eraseRows(
  tx: Tx,
  signatureIds: string[],
  extent: Extent,
  signatures: Unreachable[] = [],
): Promise<void> {
  for (const [name, table] of tables) {
    const { of, erase, since } = table;
    if (!of || name === "signature" || (extent === "contact" && !hasContact(table))) continue;
    const rows =
      extent === "contact"
        ? Prisma.sql`EXISTS (
            SELECT 1 FROM unnest(${signatures.map(({ id }) => id)}::uuid[],
              ${signatures.map(({ until }) => until)}::timestamptz[]) AS gone(id, until)
            WHERE gone.id = ${Prisma.raw(of)} AND ${Prisma.raw(since ?? "")} <= gone.until)`
        : Prisma.sql`${Prisma.raw(of)} = ANY(${signatureIds}::uuid[])`;
    if (erase === "delete") await tx.$executeRaw`DELETE FROM ${Prisma.raw(name)} WHERE ${rows}`;
    const values = clearedIn(table, extent).map(([column, how]) =>
      Prisma.raw(`"${column}" = ${clearedValue(column, how, extent)}`),
    );
    if (erase === "clear" && values.length > 0)
      await tx.$executeRaw`UPDATE ${Prisma.raw(name)} SET ${Prisma.join(values)} WHERE ${rows}`;
  }
}

/** Who was named to take over keeps the link that refuses mail: whoever named them must not take it away by erasing their own. */
async function leaveToOthers(tx: Tx, signatureIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE token t SET signature_id = NULL FROM signature s
    WHERE s.id = ANY(${signatureIds}::uuid[]) AND t.signature_id = s.id AND t.purpose = 'not_me'
      AND t.address_index IS DISTINCT FROM s.email_index`;
}

async function takeMailsBack(tx: Tx, which: Prisma.MessageWhereInput): Promise<void> {
  await tx.message.updateMany({ where: { ...which, status: "queued" }, data: { status: "cancelled" } });
}

/** The built-in inbox keeps mails under the ids of their messages. One that is being delivered is waited for, and goes as well. */
async function eraseInboxMails(tx: Tx, signatureIds: string[]): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM message WHERE signature_id = ANY(${signatureIds}::uuid[]) ORDER BY id FOR UPDATE`;
  await tx.$executeRaw`
    DELETE FROM inbox_mail i USING message m
    WHERE m.signature_id = ANY(${signatureIds}::uuid[]) AND i.id LIKE '<' || m.id || '@%'`;
}

/** Why a request to erase is made; goes into the log, which holds nothing personal. */
export const erasureReasons = ["request", "consent", "impostor", "duty"] as const;
export type ErasureReason = (typeof erasureReasons)[number];

/**
 * Erases a signature for its signer, or for a moderator who answers a request: off the list at once, then everything personal,
 * in the caller's transaction. What was never confirmed is deleted.
 */
export async function eraseSignature(
  tx: Tx,
  signatureId: string,
  actor: Actor,
  { now, reason = "request" }: { now: Date; reason?: ErasureReason },
): Promise<Result<null, "unknown" | "erased">> {
  const current = await lockSignature(tx, signatureId);
  const signature = await tx.signature.findUnique({
    where: { id: signatureId },
    select: { letterId: true, status: true, anonymisedAt: true },
  });
  if (!current || !signature) return fail("unknown");
  if (signature.anonymisedAt) return fail("erased");
  const { letterId, status } = signature;
  const entry = { letterId, signatureId, actor, action: "erase", detail: reason };
  if (status === "unconfirmed") {
    await purge(tx, [signatureId]);
    await record(tx, [entry]);
  } else {
    await endLife(tx, signatureId, status, actor, now);
    await anonymise(tx, [signatureId], now);
    await record(tx, [entry]);
  }
  await queueJob(tx, "clean_up_erased", {}, "clean up erased");
  return ok(null);
}

/** Deletes signatures that were never confirmed, with all that belongs to them. Returns those that it was. */
export async function purge(tx: Tx, signatureIds: string[]): Promise<{ id: string; letterId: string }[]> {
  await eraseInboxMails(tx, signatureIds);
  return deleteUnconfirmed(tx, signatureIds);
}

/** Ends the life of a signature that has not ended, by the move that its actor may make. */
async function endLife(
  tx: Tx,
  signatureId: string,
  status: Parameters<typeof movesFrom>[0],
  actor: Actor,
  now: Date,
): Promise<void> {
  if (status !== "pending" && status !== "published") return;
  const allowed = movesFrom(status, actor.kind);
  const move = (["withdraw", "remove", "reject"] as const).find((one) => allowed.includes(one));
  const moved = move
    ? await moveSignature(tx, { signatureId, move, actor, now })
    : await moveSignature(tx, { signatureId, move: "lapse", actor: { kind: "system" }, now });
  if (!moved.ok) throw new Error(`a ${status} signature could not be ended`);
}

/**
 * Has PostgreSQL reuse the space of erased rows, in the tables that they stood in: what a row held stays in the database's files
 * until then.
 */
export async function cleanUp(): Promise<void> {
  const touched = tables.flatMap(([name, { of, erase }]) => (of && erase ? [`"${name}"`] : []));
  await db().$executeRawUnsafe(`VACUUM ${[...touched, '"inbox_mail"', '"tag"', '"bulk"'].join(", ")}`);
}
