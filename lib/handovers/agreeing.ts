import { record } from "@/lib/audit/commands";
import { transaction } from "@/lib/db";
import { holdOpen } from "@/lib/handovers/closing";
import { findHandoverToken, type HandoverLinkRefusal } from "@/lib/handovers/queries";
import { takeOver } from "@/lib/handovers/taking-over";
import { effectiveFrom } from "@/lib/handovers/time-to-stop";
import { queueTakingOver } from "@/lib/handovers/waiting";
import type { Locale } from "@/lib/i18n/locales";
import { lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";
import { consentTexts } from "@/lib/signatures/consents";
import { keepConsentText } from "@/lib/signatures/given-consents";

/** What somebody who was named says with the button: hashes of the texts that the page showed (`consentTexts`). */
export interface Agreement {
  authority: unknown;
  /** With the tick at it: their own name may stand on the list. */
  representative: unknown;
  /** The language of the page. */
  locale: Locale;
  now: Date;
}

export type AgreementRefusal =
  | HandoverLinkRefusal
  /** The page was opened before the words changed that it asks to agree to. */
  | { code: "textChanged" };

/**
 * Agrees to take a signature over, with the link of the mail to the new address. It takes effect when the present address has had its time
 * to stop it (lib/handovers/waiting.ts), which may be at once. Of two at once one agrees, and the other is told that it was done.
 */
export async function agreeToHandover(
  slug: string,
  token: unknown,
  { authority, representative, locale, now }: Agreement,
): Promise<Result<"done" | "waits", AgreementRefusal>> {
  return transaction(async (tx) => {
    const found = await findHandoverToken(tx, slug, token, now);
    if (!found.ok) return found;
    await lockSignature(tx, found.value.signatureId);
    await holdOpen(tx, found.value.handoverId);
    // Once more behind the lock: it may have been stopped, or agreed to from another window.
    const again = await findHandoverToken(tx, slug, token, now);
    if (!again.ok) return again;
    const { handoverId, signatureId, letterId, toldAt } = again.value;
    const texts = consentTexts(locale);
    const isShown = representative !== null && representative !== undefined;
    if (authority !== texts.authority.sha256) return fail({ code: "textChanged" });
    if (isShown && representative !== texts.representative.sha256) return fail({ code: "textChanged" });
    await keepConsentText(tx, texts.authority);
    if (isShown) await keepConsentText(tx, texts.representative);
    await tx.handover.update({
      where: { id: handoverId },
      data: {
        agreedAt: now,
        authorityText: texts.authority.sha256,
        representativeText: isShown ? texts.representative.sha256 : null,
      },
    });
    // The mail about it to the present address has a link as well: with that it can be stopped.
    const used = { handoverId, purpose: "handover", usedAt: null } as const;
    await tx.token.updateMany({ where: used, data: { usedAt: now } });
    if (toldAt && effectiveFrom(toldAt) <= now) {
      await takeOver(tx, handoverId, now);
      return ok("done");
    }
    await record(tx, [{ letterId, signatureId, actor: { kind: "signer" }, action: "handoverAgree" }]);
    if (toldAt) await queueTakingOver(tx, handoverId, toldAt);
    return ok("waits");
  });
}
