import { record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { endHandovers, isOpen } from "@/lib/handovers/closing";
import { findNotMe, type NotMeLink, type NotMeRefusal } from "@/lib/mail-refusals/queries";
import { lockSignatures } from "@/lib/moderation/changes";
import { ok, type Result } from "@/lib/result";
import { discardUnconfirmed } from "@/lib/signatures/retention";

/** Who says it: the reader of a mailbox, who need not be the signer of anything. */
const reader = { kind: "signer" } as const;

/**
 * "This was not me": discards what waits for the confirmation of an address at a letter, also to take a signature over, and sends no more mail to confirm there, or
 * for any letter of this server. Pressed twice, it says the same.
 */
export async function refuseMail(
  slug: string,
  token: unknown,
  isEverywhere: boolean,
  now: Date,
): Promise<Result<null, NotMeRefusal>> {
  const link = await findNotMe(slug, token, now);
  if (!link.ok) return link;
  await transaction(async (tx) => {
    await lockAllOf(tx, link.value);
    if (!(await turn(tx, link.value, now))) return;
    const { letterId, indexes } = link.value;
    const [addressIndex] = indexes;
    await tx.mailRefusal.upsert({
      where: { addressIndex_letterId: { addressIndex, letterId } },
      create: { addressIndex, letterId, isEverywhere, createdAt: now },
      update: { isEverywhere },
    });
    await discardUnconfirmed(tx, letterId, indexes);
    await declineHandovers(tx, letterId, indexes, now);
    await note(tx, letterId, "notMe", isEverywhere ? "everywhere" : "letter");
  });
  return ok(null);
}

/** Locks the signatures that it is about before the link, as everybody does who erases them with their links. */
async function lockAllOf(tx: Tx, { letterId, signatureId, indexes }: NotMeLink): Promise<void> {
  const emailIndex = { in: indexes };
  const about = await tx.signature.findMany({
    where: {
      letterId,
      OR: [
        { emailIndex, status: "unconfirmed" },
        { handovers: { some: { emailIndex, ...isOpen } } },
        ...(signatureId ? [{ id: signatureId }] : []),
      ],
    },
    select: { id: true },
  });
  await lockSignatures(
    tx,
    about.map(({ id }) => id),
  );
}

/** Ends what waits for an address to take over; whoever named it sees on their page that it was declined. */
async function declineHandovers(
  tx: Tx,
  letterId: string,
  indexes: Uint8Array<ArrayBuffer>[],
  now: Date,
): Promise<void> {
  const named = { emailIndex: { in: indexes }, signature: { letterId } };
  const open = await tx.handover.findMany({
    where: { ...named, ...isOpen },
    select: { id: true, signatureId: true },
  });
  await lockSignatures(
    tx,
    open.map(({ signatureId }) => signatureId),
  );
  for (const { id, signatureId } of open) {
    // One that took effect, or was stopped, at this very moment was not declined.
    if ((await endHandovers(tx, { id }, now)) > 0)
      await record(tx, [{ letterId, signatureId, actor: reader, action: "handoverDecline" }]);
  }
}

/** "I want mail again": what was pressed within the last day is taken back. What was discarded stays so. */
export async function wantMailAgain(
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<null, NotMeRefusal>> {
  const link = await findNotMe(slug, token, now);
  if (!link.ok) return link;
  await transaction(async (tx) => {
    if (!(await turn(tx, link.value, null))) return;
    const { letterId, indexes } = link.value;
    await tx.mailRefusal.deleteMany({ where: { addressIndex: { in: indexes }, letterId } });
    await note(tx, letterId, "notMeUndone");
  });
  return ok(null);
}

/** Notes on the link that it was pressed, or taken back. The link is the lock: of two at once, one does something. */
async function turn(
  tx: Tx,
  { hash, indexes: [addressIndex] }: NotMeLink,
  usedAt: Date | null,
): Promise<boolean> {
  const { count } = await tx.token.updateMany({
    where: { hash, usedAt: usedAt ? null : { not: null } },
    data: { usedAt, addressIndex },
  });
  return count > 0;
}

function note(tx: Tx, letterId: string, action: string, detail?: string): Promise<void> {
  return record(tx, [{ letterId, signatureId: null, actor: reader, action, detail }]);
}
