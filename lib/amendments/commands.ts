import { createHash } from "node:crypto";
import { openAmendment } from "@/lib/amendments/queries";
import { beginAmendment, endOpen } from "@/lib/amendments/replacing";
import { record } from "@/lib/audit/commands";
import { type KeptValues, keepCorrection } from "@/lib/corrections/keep";
import { transaction } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locales";
import { lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";
import { consentTexts } from "@/lib/signatures/consents";
import { giveConsent, hasConsent, withdrawConsents } from "@/lib/signatures/given-consents";
import {
  type AmendableField,
  type AmendedFields,
  amendableFields,
  type FieldError,
  parseAmendForm,
  type SignForm,
} from "@/lib/signatures/schema";
import { throttle } from "@/lib/throttle/commands";

/** A signer's form with everything as it shall stand. */
export interface AmendAttempt {
  signatureId: string;
  form: SignForm;
  /** The mark of what the form showed (`standingMark`), where it named one. */
  seen?: string | null;
  /** SHA-256 of the words beside its tick box, as the form showed them; counts where that tick is new. */
  agreement: string;
  /** The language of the form, and so of the consent beside its tick box. */
  locale: Locale;
  now: Date;
}

export type AmendRefusal =
  | { code: "unknown" }
  /** It is on no list and will not be: there is nothing to correct. */
  | { code: "ended" }
  | { code: "fields"; errors: FieldError[] }
  /** What stands there is not what the form showed: a moderator corrected it meanwhile, say. */
  | { code: "changed" }
  /** The words beside the tick box are not those that the form showed. */
  | { code: "textChanged" }
  /** Nothing differs from what stands there, or was asked for already. */
  | { code: "same" }
  | { code: "tooMany"; waitSeconds: number };

/** What came of it: fields changed at once, and those that wait for a moderator. With neither, what waited was taken back. */
export interface Amended {
  made: AmendableField[];
  waits: AmendableField[];
}

/** So many changes an hour one signature takes: a moderator reads each. */
const perHour = 10;

/**
 * Changes a signature as its signer wishes. What is not public yet changes at once. What is waits for a moderator while the old stays on
 * the list (rule 2), and takes the place of what waited before; only that the representative is named no longer is done at once.
 */
export async function amend(attempt: AmendAttempt): Promise<Result<Amended, AmendRefusal>> {
  const { signatureId, form, locale, now } = attempt;
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findUnique({ where: { id: signatureId } });
    if (!signature || signature.anonymisedAt) return fail({ code: "unknown" });
    const { letterId, status } = signature;
    if (status !== "unconfirmed" && status !== "pending" && status !== "published")
      return fail({ code: "ended" });
    const parsed = parseAmendForm(signature.kind, form);
    if ("errors" in parsed) return fail({ code: "fields", errors: parsed.errors });
    if (attempt.seen && attempt.seen !== standingMark(signature)) return fail({ code: "changed" });
    const wished = parsed.input;
    const changed = amendableFields.filter((field) => signature[field] !== wished[field]);
    const isAtOnce = (field: AmendableField) =>
      status !== "published" || (field === "showRepresentative" && !wished.showRepresentative);
    const made = changed.filter(isAtOnce);
    const waits = changed.filter((field) => !isAtOnce(field));
    const before = await openAmendment(tx, signatureId);
    const after = pick(wished, waits);
    if (made.length === 0 && (before ? isSame(before.after, after) : waits.length === 0))
      return fail({ code: "same" });
    const isConsenting = wished.showRepresentative && !(await hasConsent(tx, signatureId, "representative"));
    const consent = consentTexts(locale).representative;
    if (isConsenting && attempt.agreement !== consent.sha256) return fail({ code: "textChanged" });
    const limit = { scope: "amend", subject: signatureId, max: perHour, windowSeconds: 3600 };
    const waitSeconds = await throttle([limit], tx);
    if (waitSeconds !== null) return fail({ code: "tooMany", waitSeconds });
    const actor = { kind: "signer" } as const;
    if (made.length > 0) {
      const isHiding = status === "published";
      const fields = isHiding ? { ...signature, showRepresentative: false } : wished;
      await keepCorrection(tx, signature, fields, {
        actor,
        action: isHiding ? "hideRepresentative" : "correct",
        now,
      });
    }
    if (!wished.showRepresentative) await withdrawConsents(tx, signatureId, ["representative"], now);
    else if (isConsenting) await giveConsent(tx, signatureId, consent, now);
    if (before && !isSame(before.after, after))
      await endOpen(tx, signatureId, waits.length > 0 ? "replaced" : "withdrawn", now);
    if (waits.length > 0 && !(before && isSame(before.after, after))) {
      await beginAmendment(tx, { signatureId, letterId }, { before: pick(signature, waits), after }, now);
    } else if (before && waits.length === 0) {
      await record(tx, [{ letterId, signatureId, actor, action: "amendWithdraw" }]);
    }
    return ok({ made, waits });
  });
}

/** Names what stands in a signature's details, so that a form can say what it was made from. */
export function standingMark(signature: Record<AmendableField, string | boolean | null>): string {
  const standing = amendableFields.map((field) => signature[field]);
  return createHash("sha256").update(JSON.stringify(standing)).digest("hex").slice(0, 32);
}

/** Takes back what waits for a moderator. */
export async function withdrawAmendment(signatureId: string, now: Date): Promise<Result<null, "none">> {
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findUnique({
      where: { id: signatureId },
      select: { letterId: true, showRepresentative: true },
    });
    if (!signature || !(await endOpen(tx, signatureId, "withdrawn", now))) return fail("none");
    if (!signature.showRepresentative) await withdrawConsents(tx, signatureId, ["representative"], now);
    const actor = { kind: "signer" } as const;
    await record(tx, [{ letterId: signature.letterId, signatureId, actor, action: "amendWithdraw" }]);
    return ok(null);
  });
}

function pick(
  from: Record<AmendableField, string | boolean | null> | AmendedFields,
  fields: AmendableField[],
) {
  return Object.fromEntries(fields.map((field) => [field, from[field]])) as KeptValues;
}

function isSame(one: KeptValues, other: KeptValues): boolean {
  return amendableFields.every((field) => one[field] === other[field]);
}
