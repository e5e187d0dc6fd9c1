import { lockPerson } from "@/lib/accounts/lock";
import { moderatorAddress, withAddress } from "@/lib/addresses/columns";
import { openFromJob, sealForJob } from "@/lib/addresses/seal";
import { db, type Tx, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { defaultLocale, type Locale } from "@/lib/i18n/locales";
import { queueJob } from "@/lib/jobs/queue";
import { signInLink } from "@/lib/mail/messages";
import { queueMessage } from "@/lib/mail/queue";
import { addressGroup } from "@/lib/throttle/addresses";
import { type Limit, throttle } from "@/lib/throttle/commands";
import { hashToken, makeToken, parseToken, type RawToken } from "@/lib/tokens/tokens";

const minute = 60_000;

export interface LinkRequest {
  email: string;
  locale: Locale;
  /** The client's address, or null where it is not known. */
  address: string | null;
}

/**
 * Mails a sign-in link, if the address is a moderator's. The caller learns nothing of that, nor does a clock: only whether
 * it asked too often (seconds to wait, otherwise null).
 */
export async function requestSignInLink({ email, locale, address }: LinkRequest): Promise<number | null> {
  const normal = email.trim().toLowerCase();
  const wait = await throttle([
    perNetwork(address),
    { scope: "sign-in-address", subject: normal, max: 5, windowSeconds: 900 },
  ]);
  if (wait !== null) return wait;
  // What a job is given stands in the database until it has run.
  const askedAt = new Date().toISOString();
  await queueJob(db(), "mail_sign_in_link", { sealed: sealForJob(normal), locale, askedAt });
  return null;
}

/** Whether somebody at this address may set out for the OIDC provider; each time counts, as asking for a link does. */
export async function mayAskToSignIn(address: string | null): Promise<boolean> {
  return (await throttle([perNetwork(address)])) === null;
}

/** The same for whoever comes back from there, counted apart: a way back leads to no mail. */
export async function mayComeBack(address: string | null): Promise<boolean> {
  return (await throttle([{ ...perNetwork(address), scope: "sign-in-oidc" }])) === null;
}

function perNetwork(address: string | null): Limit {
  return { scope: "sign-in-ip", subject: addressGroup(address), max: 30, windowSeconds: 900 };
}

/** What the job behind `requestSignInLink` is told; the address is sealed. */
export interface AskedLink {
  sealed: string;
  locale: string;
  askedAt: Date;
}

/**
 * The job behind `requestSignInLink`: whether the address is known is found out here, where nobody waits for it. What was asked for
 * before somebody was signed out everywhere is not sent any more.
 */
export async function mailSignInLink({ sealed, locale, askedAt }: AskedLink): Promise<void> {
  const moderatorId = await findModerator(openFromJob(sealed));
  if (!moderatorId) return;
  await transaction(async (tx) => {
    await lockPerson(tx, moderatorId);
    const { signedOutAt } = await tx.moderator.findUniqueOrThrow({ where: { id: moderatorId } });
    if (signedOutAt && signedOutAt >= askedAt) return;
    await queueMessage(tx, { kind: "sign_in", locale, moderatorId });
  });
}

/** Looks a sign-in link up without using it. */
export async function signInLinkWorks(text: unknown, now: Date): Promise<boolean> {
  const token = parseToken(text);
  if (!token) return false;
  const row = await db().token.findUnique({ where: { hash: hashToken(token) } });
  return row?.purpose === "sign_in" && row.usedAt === null && row.expiresAt > now;
}

/** Uses a sign-in token up, given its SHA-256 in hex. Of two at once one gets it. */
export async function takeSignInToken(hashHex: string, now: Date) {
  const hash = new Uint8Array(Buffer.from(hashHex, "hex"));
  const { count } = await db().token.updateMany({
    where: { hash, purpose: "sign_in", usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 0) return null;
  const row = await db().token.findUnique({
    where: { hash },
    include: { moderator: { select: { email: true } } },
  });
  return row?.moderator ? { identifier: row.moderator.email, token: hashHex, expires: row.expiresAt } : null;
}

/** Makes a sign-in link for a moderator without mail: for the terminal of the operator. */
export async function makeSignInLink(moderatorId: string, now: Date, life = 15 * minute): Promise<string> {
  return signInLink(await storeSignInToken(db(), moderatorId, now, life));
}

/** A new sign-in token, good once within `life` milliseconds. */
export async function storeSignInToken(
  tx: Tx,
  moderatorId: string,
  now: Date,
  life: number,
): Promise<RawToken> {
  const token = makeToken();
  const expiresAt = new Date(now.getTime() + life);
  await tx.token.create({ data: { hash: hashToken(token), purpose: "sign_in", moderatorId, expiresAt } });
  return token;
}

/**
 * Links that are on their way to somebody who is signed out everywhere open nothing: those in the mailbox, in a mail that waits,
 * and asked for with no mail yet. The person must be locked. Mails come first: one that is being sent makes its link before, or none.
 */
export async function cancelSignIn(tx: Tx, moderatorId: string, now: Date): Promise<void> {
  await tx.moderator.update({ where: { id: moderatorId }, data: { signedOutAt: now } });
  await tx.message.updateMany({
    where: { moderatorId, kind: "sign_in", status: "queued" },
    data: { status: "cancelled" },
  });
  await tx.token.updateMany({
    where: { moderatorId, purpose: "sign_in", usedAt: null },
    data: { usedAt: now },
  });
}

/** A one-time sign-in link for the owner, good for an hour; printed by `npm start`. */
export async function makeOwnerSignInLink(): Promise<string> {
  return makeSignInLink(await ensureModerator(env().OWNER_EMAIL), new Date(), 60 * minute);
}

/** The id of the moderator with this address, or null. */
export async function findModerator(email: string, tx: Tx = db()): Promise<string | null> {
  return (await tx.moderator.findFirst({ where: withAddress(email), select: { id: true } }))?.id ?? null;
}

/** The moderator with this address, made if need be. Returns the id. */
export async function ensureModerator(email: string, locale: Locale = defaultLocale): Promise<string> {
  return (await findOrMakeModerator(db(), email, locale)).moderatorId;
}

/** The same inside a transaction, and whether this made them. Of two at once one does. */
export async function findOrMakeModerator(
  tx: Tx,
  email: string,
  locale: Locale,
): Promise<{ moderatorId: string; isNew: boolean }> {
  // Looked up first: under an earlier key the same address has another index.
  const known = await findModerator(email, tx);
  if (known) return { moderatorId: known, isNew: false };
  const address = moderatorAddress(email.trim().toLowerCase());
  const made = await tx.moderator.createMany({ data: [{ ...address, locale }], skipDuplicates: true });
  const { emailIndex } = address;
  const { id } = await tx.moderator.findUniqueOrThrow({ where: { emailIndex }, select: { id: true } });
  return { moderatorId: id, isNew: made.count === 1 };
}
