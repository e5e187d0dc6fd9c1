import { signatureAddress } from "@/lib/addresses/columns";
import { openAddress } from "@/lib/addresses/seal";
import { replaceAmendment } from "@/lib/amendments/replacing";
import { record } from "@/lib/audit/commands";
import { gatherAfresh, keepCorrection } from "@/lib/corrections/keep";
import type { Tx } from "@/lib/db";
import { emptied } from "@/lib/handovers/closing";
import { queueMessage } from "@/lib/mail/queue";
import { giveKeptConsent, withdrawConsents } from "@/lib/signatures/given-consents";
import { markAddressed } from "@/lib/signatures/marks";

/**
 * Hands a signature over to whoever agreed; its row is locked, and the handing over is open. From now on the new address is the only one.
 * Who represented it before is on no list and in no letter box any more, and has no way in; a name that takes their place on the list
 * waits for a moderator (rule 2).
 */
export async function takeOver(tx: Tx, handoverId: string, now: Date): Promise<void> {
  const handover = await tx.handover.findUniqueOrThrow({
    where: { id: handoverId },
    include: { signature: true },
  });
  const { signature, representativeName, representativeRole, sealedEmail } = handover;
  const { agreedAt, authorityText, representativeText } = handover;
  if (!agreedAt || !authorityText || !sealedEmail) throw new Error("nobody agreed to take it over");
  const { id: signatureId, letterId, status, locale, showRepresentative: wasShown } = signature;
  const email = openAddress(sealedEmail, "handover.email");
  const isShown = representativeText !== null;
  const isSame =
    signature.representativeName === representativeName &&
    signature.representativeRole === representativeRole;
  // On the list nothing new appears by this; in the queue a moderator sees it before the public does.
  const showRepresentative = isShown && (status === "pending" || (wasShown && isSame));
  const by = { actor: { kind: "signer" }, action: "handover", now } as const;
  const address = () => markAddressed(tx, signatureId, signatureAddress(email));
  const fields = { ...signature, representativeName, representativeRole, showRepresentative };
  if (!(await keepCorrection(tx, signature, fields, { ...by, also: address }))) {
    await address();
    await record(tx, [{ letterId, signatureId, actor: by.actor, action: by.action }]);
    await gatherAfresh(tx, signatureId, by.actor);
  }
  await tx.handover.update({ where: { id: handoverId }, data: { ...emptied, confirmedAt: now } });
  await endWaysIn(tx, signatureId);
  await withdrawConsents(tx, signatureId, ["representative", "news"], now);
  await giveKeptConsent(tx, signatureId, authorityText, agreedAt);
  if (representativeText) await giveKeptConsent(tx, signatureId, representativeText, agreedAt);
  if (status === "published")
    await replaceAmendment(tx, signatureId, { isShown: isShown && !showRepresentative, now });
  await askAgain(tx, signatureId, locale);
  await queueMessage(tx, { kind: "handover_done", locale, signatureId });
}

/** Links and visits of whoever represented it before. */
async function endWaysIn(tx: Tx, signatureId: string): Promise<void> {
  await tx.token.deleteMany({
    where: { signatureId, usedAt: null, purpose: { in: ["answer", "unsubscribe", "own_page"] } },
  });
  await tx.visit.deleteMany({ where: { signatureId } });
}

/** A question that waits for its answer goes to the new address. */
async function askAgain(tx: Tx, signatureId: string, locale: string): Promise<void> {
  const question = await tx.question.findFirst({
    where: {
      signatureId,
      answeredAt: null,
      takenBackAt: null,
      closedAt: null,
      signature: { status: "pending" },
    },
    select: { id: true },
  });
  if (question) await queueMessage(tx, { kind: "question", locale, signatureId, questionId: question.id });
}
