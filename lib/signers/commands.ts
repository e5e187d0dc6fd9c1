import { record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import { queueMessage } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { turnNewsOff } from "@/lib/news/unsubscribe";
import { eraseSignature } from "@/lib/privacy/erasure";
import { closeQuestions } from "@/lib/questions/closing";
import { fail, ok, type Result } from "@/lib/result";
import { consentTexts } from "@/lib/signatures/consents";
import { giveConsent, hasConsent } from "@/lib/signatures/given-consents";
import { moveSignature } from "@/lib/signatures/status";
import { throttle } from "@/lib/throttle/commands";

/** `already`: it was withdrawn before. `ended`: it is on no list and waits for nothing, by somebody else's decision. */
export type WithdrawRefusal = "unknown" | "already" | "ended";

/**
 * Withdraws a signature for its signer: off the list at once, or out of the queue. Mails that would say something else are taken back, and one
 * says that it is done. Of a withdrawal and a moderator's decision at once, the first counts and the other is told.
 */
export async function withdraw(signatureId: string, now: Date): Promise<Result<null, WithdrawRefusal>> {
  return transaction(async (tx) => {
    const moved = await moveSignature(tx, { signatureId, move: "withdraw", actor: { kind: "signer" }, now });
    if (!moved.ok) return fail(refusalOf(moved.error));
    await closeQuestions(tx, [signatureId], now);
    await tx.message.updateMany({
      where: { signatureId, status: "queued", kind: { in: ["published", "corrected", "question", "news"] } },
      data: { status: "cancelled" },
    });
    await tellWithdrawn(tx, signatureId);
    return ok(null);
  });
}

function refusalOf(
  error: { code: "unknown" } | { code: "notAllowed"; status: SignatureStatus },
): WithdrawRefusal {
  if (error.code === "unknown") return "unknown";
  return error.status === "withdrawn" ? "already" : "ended";
}

async function tellWithdrawn(tx: Tx, signatureId: string): Promise<void> {
  const { email, locale } = await tx.signature.findUniqueOrThrow({
    where: { id: signatureId },
    select: { email: true, sealedEmail: true, locale: true },
  });
  if (email) await queueMessage(tx, { kind: "withdrawn", locale, signatureId });
}

/** A signer's choice about news. */
export interface NewsChoice {
  signatureId: string;
  wantsNews: boolean;
  /** SHA-256 of the words beside the box, as the page showed them. */
  agreement: string;
  locale: Locale;
  now: Date;
}

/** So often an hour news is turned on for one signature: each time is an entry of its history, which holds a moderator's decision up. */
const newsPerHour = 5;

/**
 * Turns news on for a signature, with the words that stood beside the box; or off for its mailbox, as the link of a news mail does.
 * `textChanged`: the page was opened before those words changed. `tooMany`: it was turned on very often; off it can be at any time.
 */
export async function chooseNews(
  choice: NewsChoice,
): Promise<Result<null, "unknown" | "textChanged" | "tooMany">> {
  const { signatureId, wantsNews, agreement, locale, now } = choice;
  const text = consentTexts(locale).news;
  if (wantsNews && agreement !== text.sha256) return fail("textChanged");
  return transaction(async (tx) => {
    // Turning off locks all of the mailbox, in everybody's order.
    if (wantsNews) await lockSignature(tx, signatureId);
    const signature = await tx.signature.findUnique({
      where: { id: signatureId },
      select: { letterId: true, anonymisedAt: true },
    });
    if (!signature || signature.anonymisedAt) return fail("unknown");
    const { letterId } = signature;
    if (!wantsNews) {
      await turnNewsOff(tx, { letterId, signatureId }, now);
      return ok(null);
    }
    if (await hasConsent(tx, signatureId, "news")) return ok(null);
    const limit = { scope: "news-on", subject: signatureId, max: newsPerHour, windowSeconds: 3600 };
    if ((await throttle([limit], tx)) !== null) return fail("tooMany");
    await giveConsent(tx, signatureId, text, now);
    await record(tx, [{ letterId, signatureId, actor: { kind: "signer" }, action: "news_on" }]);
    return ok(null);
  });
}

/** Erases a signature for its signer, for good; visits and links of it end with that. */
export async function eraseOwn(signatureId: string, now: Date): Promise<Result<null, "unknown" | "erased">> {
  return transaction((tx) => eraseSignature(tx, signatureId, { kind: "signer" }, { now }));
}
