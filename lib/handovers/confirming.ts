import { signatureAddress } from "@/lib/addresses/columns";
import { replaceAmendment } from "@/lib/amendments/replacing";
import { record } from "@/lib/audit/commands";
import { gatherAfresh, keepCorrection } from "@/lib/corrections/keep";
import { type Tx, transaction } from "@/lib/db";
import { emptied } from "@/lib/handovers/closing";
import { findHandoverToken, type HandoverLinkRefusal } from "@/lib/handovers/queries";
import type { Locale } from "@/lib/i18n/locales";
import { queueMessage } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";
import { consentTexts } from "@/lib/signatures/consents";
import { giveConsent, withdrawConsents } from "@/lib/signatures/given-consents";
import { markAddressed } from "@/lib/signatures/marks";

/** What somebody who takes over says with the button. */
export interface TakingOver {
  /** Whether their own name may stand on the list. */
  isShown: boolean;
  /** The language of the page, and so of the consents beside the button. */
  locale: Locale;
  now: Date;
}

/**
 * Takes a signature over, with the link of the mail to the new address: from now on it is the only one. Who represented it before is
 * on no list and in no letter box any more, and has no way in; a name that takes their place on the list waits for a moderator (rule 2).
 * Of two at once one takes over and the other finds the link used.
 */
export async function confirmHandover(
  slug: string,
  token: unknown,
  { isShown, locale, now }: TakingOver,
): Promise<Result<null, HandoverLinkRefusal>> {
  return transaction(async (tx) => {
    const found = await findHandoverToken(tx, slug, token, now);
    if (!found.ok) return found;
    const { signatureId } = found.value;
    await lockSignature(tx, signatureId);
    // Once more behind the lock: it may have been stopped, or confirmed from another window.
    const again = await findHandoverToken(tx, slug, token, now);
    if (!again.ok) return again;
    const { handoverId, representativeName, representativeRole, email } = again.value;
    // The mail to the present address is written when it is sent: afterwards that address is gone.
    const untold = { handoverId, kind: "handover_begun", status: "queued" } as const;
    if ((await tx.message.count({ where: untold })) > 0) return fail("early");
    const signature = await tx.signature.findUniqueOrThrow({ where: { id: signatureId } });
    const { letterId, status, showRepresentative: wasShown } = signature;
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
    await tx.token.updateMany({ where: { handoverId, usedAt: null }, data: { usedAt: now } });
    await endWaysIn(tx, signatureId);
    const texts = consentTexts(locale);
    await withdrawConsents(tx, signatureId, ["representative", "news"], now);
    await giveConsent(tx, signatureId, texts.authority, now);
    if (isShown) await giveConsent(tx, signatureId, texts.representative, now);
    if (status === "published")
      await replaceAmendment(tx, signatureId, { isShown: isShown && !showRepresentative, now });
    await askAgain(tx, signatureId, signature.locale);
    return ok(null);
  });
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
