import { anybodyWith } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { gatherAnew } from "@/lib/authority/days";
import { type FoundNotice, findObjectionToken, type ObjectionRefusal } from "@/lib/authority/queries";
import { type Tx, transaction } from "@/lib/db";
import { queueMessage, queueMessages } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { ok, type Result } from "@/lib/result";
import { markAside } from "@/lib/signatures/marks";
import { moveSignature } from "@/lib/signatures/status";

/** What an objection did: held a publication back, took a name off the list, or was noted about what is on no list. */
export type ObjectionEffect = "held" | "takenDown" | "noted";

/**
 * Records an organisation's objection, once: what waits is put aside, what is published is taken off the list at once. The
 * moderators and the signer are told by mail. Of an objection and an approval at once, the name does not stay up.
 */
export async function object(
  slug: string,
  token: unknown,
  text: string,
  now: Date,
): Promise<Result<ObjectionEffect, ObjectionRefusal>> {
  return transaction(async (tx) => {
    const found = await findObjectionToken(tx, slug, token, now);
    if (!found.ok) return found;
    await lockSignature(tx, found.value.signatureId);
    // Once more behind the lock: somebody may have decided, or the objection been sent from another window.
    const again = await findObjectionToken(tx, slug, token, now);
    if (!again.ok) return again;
    const { noticeId, signatureId } = again.value;
    await tx.authorityNotice.update({
      where: { id: noticeId },
      data: { objectedAt: now, objection: text || null },
    });
    await tx.token.updateMany({
      where: { authorityNoticeId: noticeId, usedAt: null },
      data: { usedAt: now },
    });
    const effect = await carryOut(tx, again.value, now);
    await gatherAnew(tx, signatureId);
    if (effect !== "noted") await tellEverybody(tx, again.value);
    return ok(effect);
  });
}

async function carryOut(tx: Tx, notice: FoundNotice, now: Date): Promise<ObjectionEffect> {
  const { signatureId, letterId, status } = notice;
  const actor = { kind: "organisation" } as const;
  if (status === "published") {
    const asides = new Map([[signatureId, "objection" as const]]);
    const moved = await moveSignature(tx, { signatureId, move: "object", actor, asides, now });
    if (!moved.ok) throw new Error(`an objection could not take a name down: ${moved.error.code}`);
    // That it is on the list is not true any more.
    await tx.message.updateMany({
      where: { signatureId, kind: "published", status: "queued" },
      data: { status: "cancelled" },
    });
    return "takenDown";
  }
  if (status === "pending") await markAside(tx, signatureId, "objection");
  await record(tx, [{ letterId, signatureId, actor, action: "object" }]);
  return status === "pending" ? "held" : "noted";
}

/** The signer, and at once every moderator who wants mail at all: an objection is rare, and somebody must look. */
async function tellEverybody(tx: Tx, notice: FoundNotice): Promise<void> {
  const { signatureId, letterId, noticeId: authorityNoticeId } = notice;
  const signature = await tx.signature.findUniqueOrThrow({
    where: { id: signatureId },
    select: { email: true, locale: true },
  });
  const about = { signatureId, authorityNoticeId };
  if (signature.email) await queueMessage(tx, { kind: "objected", locale: signature.locale, ...about });
  const moderators = await tx.moderator.findMany({
    where: {
      memberships: { some: { letterId, ...anybodyWith("moderate") } },
      notices: { none: { letterId, choice: "never" } },
    },
    select: { id: true, locale: true },
  });
  await queueMessages(
    tx,
    moderators.map(({ id, locale }) => ({ kind: "objection", locale, moderatorId: id, letterId, ...about })),
    0,
  );
}
