import { createHash, randomUUID } from "node:crypto";
import { formMark } from "@/lib/addresses/blind-index";
import { signatureAddress } from "@/lib/addresses/columns";
import { db, inVain, type Tx, transaction } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locales";
import { languageOfName } from "@/lib/i18n/names";
import { queueJob } from "@/lib/jobs/queue";
import { isOpenForSigning, type Letter, recentLetter } from "@/lib/letters/queries";
import { queueMessage } from "@/lib/mail/queue";
import { type Proof, readProof } from "@/lib/proof/challenge";
import { isSpent, spendProof } from "@/lib/proof/commands";
import { admit } from "@/lib/protection/admit";
import { mailDelay } from "@/lib/protection/limits";
import { fail, ok, type Result } from "@/lib/result";
import { agreementMark, type ConsentText, consentsGiven } from "@/lib/signatures/consents";
import { markProven } from "@/lib/signatures/marks";
import { type FieldError, parseSignForm, type SignForm, type SignInput } from "@/lib/signatures/schema";
import { beginSignature, moveSignature } from "@/lib/signatures/status";
import { networkHash } from "@/lib/throttle/network";
import { hashToken, parseToken } from "@/lib/tokens/tokens";

/** One sending of the form. */
export interface SignAttempt {
  slug: string;
  locale: Locale;
  form: SignForm;
  /** What the form said it asked agreement to; see `agreementMark`. */
  agreement: string;
  /** The browser's answer to the form's challenge (lib/proof), empty without JavaScript. */
  proof?: string;
  /** What stands in the field that people do not see. */
  trap?: string;
  /** The client's address, or null where it is not known. */
  address: string | null;
  now: Date;
}

export type SignRefusal =
  | { code: "unknownLetter" }
  | { code: "closed"; letter: Letter }
  | { code: "fields"; letter: Letter; errors: FieldError[] }
  | { code: "textChanged"; letter: Letter }
  | { code: "blocked"; letter: Letter }
  | { code: "tooMany"; letter: Letter; waitSeconds: number };

/**
 * Takes a sign-on: checked, counted against the limits, stored unconfirmed, and the confirmation mail queued, in one
 * transaction. A repeated sending of the same form stores nothing new and mails again. Without a proof of work, or with one that does
 * not hold, the mail waits longer; that is all.
 */
export async function sign(attempt: SignAttempt): Promise<Result<{ letter: Letter }, SignRefusal>> {
  const { locale, now, address } = attempt;
  const letter = await recentLetter(attempt.slug, locale);
  if (!letter) return fail({ code: "unknownLetter" });
  if (!isOpenForSigning(letter, now)) return fail({ code: "closed", letter });
  const parsed = parseSignForm(attempt.form);
  if ("errors" in parsed) return fail({ code: "fields", letter, errors: parsed.errors });
  if (attempt.agreement !== agreementMark(letter.version.sha256, locale)) {
    return fail({ code: "textChanged", letter });
  }
  const { input } = parsed;
  const proof = await proofIn(attempt.proof ?? "", letter.id, now);
  const isProven = proof !== null;
  const isCaught = Boolean(attempt.trap);
  const { email } = input;
  const admission = await admit({ letterId: letter.id, email, address, isProven, isCaught, now });
  if (admission.kind === "blocked") return fail({ code: "blocked", letter });
  if (admission.kind === "tooMany")
    return fail({ code: "tooMany", letter, waitSeconds: admission.waitSeconds });
  const network = await networkHash(address, now);
  await transaction(async (tx) => {
    const keep = async () => {
      const isFirstUse = proof !== null && (await spendProof(tx, proof));
      const about = { locale, now, network, isProven: isFirstUse };
      const signatureId = await storeSignature(tx, letter, input, about);
      const delay = mailDelay({ isProven: isFirstUse, isSlow: admission.isSlow });
      if (signatureId) await queueMessage(tx, { kind: "confirm", locale, signatureId }, delay);
    };
    // A robot, and whoever types a blocked address, is told what a signer is told, after the same work: neither words nor a clock tell.
    await (admission.kind === "taken" ? keep() : inVain(tx, keep));
  });
  return ok({ letter });
}

/** The proof that came with a form, where it holds and was not used before. */
async function proofIn(answer: string, letterId: string, now: Date): Promise<Proof | null> {
  const proof = answer === "" ? null : await readProof(answer, letterId, now);
  return proof && !(await isSpent(proof)) ? proof : null;
}

/**
 * Stores a checked sign-on with its consents; a repeated one is found instead.
 * @returns the id of the signature that waits, or null where the repeated one was confirmed at this very moment.
 */
export async function storeSignature(
  tx: Tx,
  letter: Letter,
  input: SignInput,
  about: { locale: Locale; now: Date; network?: Uint8Array<ArrayBuffer> | null; isProven?: boolean },
): Promise<string | null> {
  const { locale, now, network = null, isProven } = about;
  const id = randomUUID();
  const consents = consentsGiven(input, locale);
  const mark = markOf(input, consents);
  const isNew = await beginSignature(tx, {
    id,
    letterId: letter.id,
    letterVersionId: letter.version.id,
    kind: input.kind,
    name: input.name,
    nameLang: languageOfName(input.name, input.country),
    nameAlt: input.nameAlt,
    nameAltLang: input.nameAlt && languageOfName(input.nameAlt, input.country),
    country: input.country,
    website: input.website,
    representativeName: input.representativeName,
    representativeRole: input.representativeRole,
    showRepresentative: input.showRepresentative,
    ...signatureAddress(input.email),
    locale,
    createdAt: now,
    network,
    isProven,
    formMark: mark,
  });
  if (!isNew) {
    const waiting = await waitingSignature(tx, letter.id, mark);
    if (waiting && isProven) await markProven(tx, waiting);
    return waiting;
  }
  await storeConsents(tx, id, consents, now);
  return id;
}

/** Names a form by all that it said. Whoever confirms it confirms exactly that. */
function markOf(input: SignInput, consents: ConsentText[]): Uint8Array<ArrayBuffer> {
  const fields = Object.entries({ ...input, email: input.email.toLowerCase() }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const said = JSON.stringify([fields, consents.map(({ sha256 }) => sha256)]);
  return formMark(createHash("sha256").update(said).digest());
}

async function waitingSignature(
  tx: Tx,
  letterId: string,
  mark: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM signature
    WHERE letter_id = ${letterId}::uuid AND form_mark = ${mark} AND status = 'unconfirmed'`;
  return row?.id ?? null;
}

async function storeConsents(tx: Tx, signatureId: string, texts: ConsentText[], now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH agreed AS (
      SELECT * FROM unnest(
        ${texts.map(({ sha256 }) => sha256)}::text[], ${texts.map(({ purpose }) => purpose)}::text[],
        ${texts.map(({ locale }) => locale)}::text[], ${texts.map(({ text }) => text)}::text[]
      ) AS a(sha256, purpose, locale, text)
    ), kept AS (
      INSERT INTO consent_text (sha256, purpose, locale, text)
      SELECT sha256, purpose::consent_purpose, locale, text FROM agreed
      WHERE NOT EXISTS (SELECT 1 FROM consent_text c WHERE c.sha256 = agreed.sha256)
      ON CONFLICT DO NOTHING
    )
    INSERT INTO consent (signature_id, text_sha256, given_at)
    SELECT ${signatureId}::uuid, sha256, ${now} FROM agreed`;
}

/** Why a link does not confirm. */
export type ConfirmRefusal = "malformed" | "unknown" | "expired" | "used";

/** What the page behind a confirmation link shows: all that the button confirms. Reading it changes nothing. */
export interface ConfirmationOffer {
  kind: "organisation" | "individual";
  name: string;
  nameLang: string | null;
  nameAlt: string | null;
  country: string | null;
  website: string | null;
  representativeName: string | null;
  representativeRole: string | null;
  email: string | null;
  /** The texts agreed to, in the language of the form. */
  consents: { text: string; locale: string }[];
}

interface TokenRow {
  signatureId: string;
  usedAt: Date | null;
  expiresAt: Date;
}

/** Looks a confirmation link up. A link of another letter is unknown here. */
export async function readConfirmation(
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<ConfirmationOffer, ConfirmRefusal>> {
  const found = await findToken(db(), slug, token, now);
  if (!found.ok) return found;
  const { consents, ...offer } = await db().signature.findUniqueOrThrow({
    where: { id: found.value.signatureId },
    select: {
      kind: true,
      name: true,
      nameLang: true,
      nameAlt: true,
      country: true,
      website: true,
      representativeName: true,
      representativeRole: true,
      email: true,
      consents: { select: { text: { select: { text: true, locale: true, purpose: true } } } },
    },
  });
  return ok({ ...offer, consents: consents.map(({ text }) => text) });
}

/** Confirms a signature with the token of its mail. Of two at once one confirms and the other finds it used. */
export async function confirm(
  slug: string,
  token: unknown,
  now: Date,
): Promise<Result<null, ConfirmRefusal>> {
  return transaction(async (tx) => {
    const found = await findToken(tx, slug, token, now);
    if (!found.ok) return found;
    const { signatureId } = found.value;
    // The signature's row is the lock: two links of one signature cannot wait for each other.
    const moved = await moveSignature(tx, { signatureId, move: "confirm", actor: { kind: "signer" }, now });
    if (!moved.ok) return fail("used");
    await tx.token.updateMany({
      where: { signatureId, purpose: "confirm", usedAt: null },
      data: { usedAt: now },
    });
    // Whether there is anybody to tell is the job's to find out: here the same is done for everybody.
    await queueJob(tx, "mail_other_spellings", { signatureId });
    return ok(null);
  });
}

/** Looks up whose confirmation a link is. A link of another letter is unknown here. */
export async function findToken(
  client: Tx,
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<TokenRow, ConfirmRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const hash = hashToken(token);
  const [row] = await client.$queryRaw<TokenRow[]>`
    SELECT t.signature_id AS "signatureId", t.used_at AS "usedAt", t.expires_at AS "expiresAt"
    FROM token t JOIN signature s ON s.id = t.signature_id JOIN letter l ON l.id = s.letter_id
    WHERE t.hash = ${hash} AND t.purpose = 'confirm' AND l.slug = ${slug}`;
  if (!row) return fail("unknown");
  if (row.usedAt) return fail("used");
  if (row.expiresAt <= now) return fail("expired");
  return ok(row);
}
