import { addressIndexes } from "@/lib/addresses/blind-index";
import { newestOfEachAddress, sameAddress } from "@/lib/addresses/spelling";
import { db, type Tx, transaction } from "@/lib/db";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import { queueJob } from "@/lib/jobs/queue";
import { type MessageToQueue, queueMessages } from "@/lib/mail/queue";
import { wantsNoMailOfOwn } from "@/lib/mail-refusals/queries";
import { fail, ok, type Result } from "@/lib/result";
import { addressGroup, wideGroup } from "@/lib/throttle/addresses";
import { throttle } from "@/lib/throttle/commands";
import { hashToken, makeToken, parseToken, type RawToken } from "@/lib/tokens/tokens";

/** How long a link to a signer's own page works, in milliseconds. */
export const ownLinkLife = 30 * 24 * 3600_000;

/** Why a link opens nothing. */
export type LinkRefusal = "malformed" | "unknown" | "expired" | "used";

/** Whose page a link opens. */
export interface FoundLink {
  signatureId: string;
  name: string;
  nameLang: string | null;
}

/** Looks a link up. A link of another letter is unknown here, and so is one whose signature was erased. */
export async function findLink(
  tx: Tx,
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<FoundLink, LinkRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const row = await tx.token.findFirst({
    where: {
      hash: hashToken(token),
      purpose: "own_page",
      signature: { anonymisedAt: null, letter: { slug } },
    },
    select: {
      usedAt: true,
      expiresAt: true,
      signature: { select: { id: true, name: true, nameLang: true } },
    },
  });
  if (!row?.signature) return fail("unknown");
  if (row.usedAt) return fail("used");
  if (row.expiresAt <= now) return fail("expired");
  const { id: signatureId, name, nameLang } = row.signature;
  return ok({ signatureId, name, nameLang });
}

/** What the page behind a link shows. Reading it changes nothing. */
export function readLink(slug: string, token: unknown, now: Date): Promise<Result<FoundLink, LinkRefusal>> {
  return findLink(db(), slug, token, now);
}

/** Somebody who asks for the link to their own page again. */
export interface LinkRequest {
  letterId: string;
  email: string;
  locale: Locale;
  /** The client's address, or null where it is not known. */
  address: string | null;
}

const perHour = { network: 10, wideNetwork: 50 };

/**
 * Asks for the links of an address again. The caller learns nothing of whether it is known, nor does a clock: the same statements
 * run, and the rest is a job's (`mailLinks`). The job is given keyed hashes of the address, for what it is given is stored.
 * @returns seconds to wait where the network asked too often, otherwise null.
 */
export async function askForLinks({ letterId, email, locale, address }: LinkRequest): Promise<number | null> {
  const wait = await throttle([
    { scope: "own-ip", subject: addressGroup(address), max: perHour.network, windowSeconds: 3600 },
    { scope: "own-wide", subject: wideGroup(address), max: perHour.wideNetwork, windowSeconds: 3600 },
  ]);
  if (wait !== null) return wait;
  const mailbox = addressIndexes(email).map((index) => Buffer.from(index).toString("hex"));
  await queueJob(db(), "mail_own_links", { letterId, mailbox: mailbox.join(" "), locale });
  return null;
}

/** Mails with links that one mailbox gets at most because somebody asked, of all letters together. */
const perMailbox = { hour: 3, day: 6 };

export interface AskedLinks {
  letterId: string;
  /** Keyed hashes of the mailbox, in hex, with spaces between them. */
  mailbox: string;
  locale: string;
}

/**
 * The job behind `askForLinks`: one mail to each address of the mailbox that signed the letter, however it was typed now. Nothing
 * goes to somebody who said "this was not me" and confirmed nothing, or who got too many.
 */
export async function mailLinks({ letterId, mailbox, locale }: AskedLinks): Promise<void> {
  const indexes = mailbox.split(" ");
  const rows = await db().signature.findMany({
    where: {
      letterId,
      emailIndex: { in: indexes.map((index) => new Uint8Array(Buffer.from(index, "hex"))) },
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: 200,
    select: { id: true, sealedEmail: true, email: true },
  });
  const newest = newestOfEachAddress(rows);
  const [address] = newest.keys();
  if (address === undefined || (await wantsNoMailOfOwn(address, letterId))) return;
  await transaction(async (tx) => {
    const subject = indexes[0] ?? "";
    const limits = [
      { scope: "own-hour", subject, max: perMailbox.hour, windowSeconds: 3600 },
      { scope: "own-day", subject, max: perMailbox.day, windowSeconds: 24 * 3600 },
    ];
    const mails: MessageToQueue[] = [];
    // Each mail counts: whoever signed with many spellings of somebody's address must not fill the mailbox by asking for them.
    for (const signatureId of newest.values()) {
      if ((await throttle(limits, tx)) !== null) break;
      mails.push({ kind: "own_page", locale, signatureId, letterId });
    }
    await queueMessages(tx, mails, 0);
  });
}

/** A signature of an address, with a new link to its own page. */
export interface NewLink {
  name: string;
  status: SignatureStatus;
  createdAt: Date;
  token: RawToken;
}

/**
 * Makes a link for each signature of the letter that was given with the very address of one of them, newest first, at most ten; while the
 * mail that carries them still waits, for whoever erases a signature takes its mails back first. With `only` for fewer.
 */
export async function makeLinks(
  message: { id: string; letterId: string; email: string },
  now: Date,
  only: Prisma.SignatureWhereInput = {},
): Promise<NewLink[]> {
  return transaction(async (tx) => {
    // Handed over to somebody else at this very moment, a signature is theirs, and gets no link here.
    await tx.$executeRaw`
      SELECT 1 FROM signature WHERE letter_id = ${message.letterId}::uuid AND email_index = ANY(${addressIndexes(message.email)}::bytea[])
      ORDER BY id FOR SHARE`;
    const waiting = await tx.$executeRaw`
      SELECT 1 FROM message WHERE id = ${message.id}::uuid AND status = 'queued' FOR UPDATE`;
    if (waiting === 0) return [];
    const signatures = await tx.signature.findMany({
      where: {
        letterId: message.letterId,
        emailIndex: { in: addressIndexes(message.email) },
        anonymisedAt: null,
        AND: only,
      },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      take: 200,
      select: { id: true, name: true, status: true, createdAt: true, sealedEmail: true, email: true },
    });
    const made = signatures
      .filter(({ email }) => email && sameAddress(email) === sameAddress(message.email))
      .slice(0, 10)
      .map(({ id, name, status, createdAt }) => ({ id, name, status, createdAt, token: makeToken() }));
    await tx.token.createMany({
      data: made.map(({ id, token }) => ({
        hash: hashToken(token),
        purpose: "own_page" as const,
        signatureId: id,
        expiresAt: new Date(now.getTime() + ownLinkLife),
      })),
    });
    return made.map(({ id: _, ...link }) => link);
  });
}
