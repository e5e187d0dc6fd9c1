import { addressIndex } from "@/lib/addresses/blind-index";
import { handoverAddress } from "@/lib/addresses/columns";
import { record } from "@/lib/audit/commands";
import { transaction } from "@/lib/db";
import { endHandovers } from "@/lib/handovers/closing";
import { queueMessages } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { admitNaming, barOf } from "@/lib/protection/admit";
import { fail, ok, type Result } from "@/lib/result";
import { type FieldError, parseHandoverForm, type SignForm } from "@/lib/signatures/schema";
import type { Visit } from "@/lib/signers/visits";
import { throttle } from "@/lib/throttle/commands";

/** A signer's form that names who takes over. */
export interface HandoverAttempt {
  signatureId: string;
  form: SignForm;
  /** The client's address, or null where it is not known. */
  address: string | null;
  /** The language that both mails are written in. */
  locale: string;
  now: Date;
}

export type HandoverRefusal =
  | { code: "unknown" }
  /** An individual speaks for nobody else; and nobody represents what has not been confirmed, or has ended. */
  | { code: "notAllowed" }
  | { code: "fields"; errors: FieldError[] }
  /** It is the mailbox that the signature has already. */
  | { code: "sameAddress" }
  /** The letter takes no sign-ons from that mail domain. */
  | { code: "blocked" }
  | { code: "tooMany"; waitSeconds: number }
  /** From that network, or to that mail domain, sign-ons and namings are too many at the moment. */
  | { code: "tooManyHere"; waitSeconds: number };

/** So many a day one signature may name: each is a mail to somebody who did not ask for it. */
const perDay = 3;

/**
 * Names who represents a signature from now on. Until that person's address confirms it nothing changes; the present one is told by
 * mail. Whoever was named before is named no longer.
 */
export async function beginHandover(attempt: HandoverAttempt): Promise<Result<null, HandoverRefusal>> {
  const { signatureId, form, address, locale, now } = attempt;
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findUnique({ where: { id: signatureId } });
    if (!signature || signature.anonymisedAt) return fail({ code: "unknown" });
    const { letterId, status, kind, email } = signature;
    const isStanding = status === "pending" || status === "published";
    if (!isStanding || kind !== "organisation" || !email) return fail({ code: "notAllowed" });
    const parsed = parseHandoverForm(form);
    if ("errors" in parsed) return fail({ code: "fields", errors: parsed.errors });
    const { representativeName, representativeRole, email: newEmail } = parsed.input;
    if (Buffer.compare(addressIndex(newEmail), addressIndex(email)) === 0)
      return fail({ code: "sameAddress" });
    if ((await barOf(letterId, newEmail, now)) === "domain") return fail({ code: "blocked" });
    const limit = { scope: "handover", subject: signatureId, max: perDay, windowSeconds: 24 * 3600 };
    const waitSeconds = await throttle([limit], tx);
    if (waitSeconds !== null) return fail({ code: "tooMany", waitSeconds });
    // What its own limit refuses uses up nothing that others share.
    const waitHere = await admitNaming(tx, { letterId, email: newEmail, address, now });
    if (waitHere !== null) return fail({ code: "tooManyHere", waitSeconds: waitHere });
    await endHandovers(tx, { signatureId }, now);
    const { id: handoverId } = await tx.handover.create({
      data: {
        signatureId,
        representativeName,
        representativeRole,
        ...handoverAddress(newEmail),
        begunAt: now,
      },
      select: { id: true },
    });
    const actor = { kind: "signer" } as const;
    await record(tx, [{ letterId, signatureId, actor, action: "handoverBegin" }]);
    const about = { locale, signatureId, handoverId };
    const told = { kind: "handover_begun", ...about, locale: signature.locale } as const;
    await queueMessages(tx, [{ kind: "handover", ...about }, told], 0);
    return ok(null);
  });
}

/**
 * Stops a handing over that has not taken effect. Whoever began it may not be who stops it: of all ways to the signature's page, the visit
 * that stops it is the only one that stays.
 */
export async function stopHandover(
  { signatureId, secretHash }: Pick<Visit, "signatureId" | "secretHash">,
  now: Date,
): Promise<Result<null, "none">> {
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findUnique({
      where: { id: signatureId },
      select: { letterId: true },
    });
    if (!signature || (await endHandovers(tx, { signatureId }, now)) === 0) return fail("none");
    await tx.visit.deleteMany({ where: { signatureId, secretHash: { not: secretHash } } });
    await tx.token.deleteMany({ where: { signatureId, purpose: "own_page", usedAt: null } });
    const actor = { kind: "signer" } as const;
    await record(tx, [{ letterId: signature.letterId, signatureId, actor, action: "handoverStop" }]);
    return ok(null);
  });
}
