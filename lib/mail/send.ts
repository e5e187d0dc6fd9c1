import { addressIndex } from "@/lib/addresses/blind-index";
import { openAddress } from "@/lib/addresses/seal";
import { record } from "@/lib/audit/commands";
import { noteNoticeSent, objectionLife } from "@/lib/authority/days";
import { db, type Tx, transaction } from "@/lib/db";
import { KnownFault } from "@/lib/faults";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { TokenPurpose } from "@/lib/generated/prisma/enums";
import { noteTold } from "@/lib/handovers/waiting";
import { queueJob } from "@/lib/jobs/queue";
import {
  describeMessage,
  findMessage,
  nobodyToWriteTo,
  type QueuedMessage,
  tokenPurpose,
} from "@/lib/mail/messages";
import { renderMail } from "@/lib/mail/react-adapter";
import { withoutAddress } from "@/lib/mail/replies";
import { deliver, messageIdOf } from "@/lib/mail/transport";
import { type TroubleFound, troubleOf } from "@/lib/mail/trouble";
import { holdSignature } from "@/lib/moderation/changes";
import { markBounced } from "@/lib/signatures/marks";
import { ownLinkLife } from "@/lib/signers/links";
import { hashToken, makeToken, type RawToken } from "@/lib/tokens/tokens";

const day = 24 * 3600_000;
const tokenLife = {
  confirm: 7 * day,
  not_me: 7 * day,
  answer: 30 * day,
  invitation: 7 * day,
  handover: 7 * day,
  sign_in: 15 * 60_000,
  // Somebody who cleans up an old inbox must still be heard.
  unsubscribe: 5 * 365 * day,
  own_page: ownLinkLife,
} as const;

/**
 * Sends one queued message. A sent one is not sent again; a try that fails throws, and the job queue tries later with
 * the same Message-ID, so that a mail server or reader can see that it is the same message. After the last try it has failed.
 */
export async function sendMessage(id: string, now: Date, isLastTry = false): Promise<void> {
  const message = await findMessage(id);
  if (message?.status !== "queued") return;
  const { token, notMeToken } = await tokensFor(message, now);
  const described = await describeMessage(message, token, now, notMeToken);
  // A mail about nothing is not sent, and that is no failure.
  if (described === "nothing") {
    await note(id, { status: "cancelled" });
    return;
  }
  if (!described) {
    await note(id, { status: "failed", lastError: nobodyToWriteTo });
    return;
  }
  const { mail, ...envelope } = described;
  try {
    await deliver(
      { ...envelope, messageId: messageIdOf(id), queued: id },
      await renderMail(mail, envelope.locale),
    );
  } catch (error) {
    const found = troubleOf(error);
    // Somebody who is gone, and the mailbox with them, must not keep it from being handed over. Refused for whatever else, nobody was told.
    if (message.kind === "handover_begun" && found.isFinal && found.trouble === "unknown_address")
      await noteHandoverTold(message, now);
    await noteFailure(message, { ...found, said: wordsOf(error, envelope.to), isLastTry }, now);
    if (found.isFinal || isLastTry) return;
    throw new KnownFault(`message ${id} was not accepted yet`);
  }
  // First, so that no crash between the two leaves a notice sent whose days do not run.
  if (message.kind === "authority" && message.authorityNoticeId)
    await noteNoticeSent(message.authorityNoticeId, now);
  if (message.kind === "handover_begun") await noteHandoverTold(message, now);
  await noteSent(message);
}

async function noteHandoverTold({ handoverId }: QueuedMessage, now: Date): Promise<void> {
  if (handoverId) await noteTold(handoverId, now);
}

/** Notes what came of a message that waits; what was taken back meanwhile stays so. */
async function note(id: string, data: Prisma.MessageUpdateManyMutationInput, tx: Tx = db()): Promise<void> {
  await tx.message.updateMany({ where: { id, status: "queued" }, data });
}

interface Tokens {
  token: RawToken | null;
  /** Of the second link of a mail that its reader may not have asked for. */
  notMeToken: RawToken | null;
}

/** The secrets are made when the mail is: only their hashes are ever stored. */
async function tokensFor(message: QueuedMessage, now: Date): Promise<Tokens> {
  const none = { token: null, notMeToken: null };
  const purpose = tokenPurpose(message);
  // A copy of news to a moderator has nothing to turn off.
  if (!purpose || (purpose === "unsubscribe" && !message.signatureId)) return none;
  const token = makeToken();
  const data = {
    hash: hashToken(token),
    purpose,
    signatureId: message.signatureId,
    moderatorId: message.moderatorId,
    questionId: message.questionId,
    invitationId: message.invitationId,
    authorityNoticeId: message.authorityNoticeId,
    handoverId: message.handoverId,
    expiresAt: new Date(now.getTime() + lifeOf(purpose, message)),
  };
  return transaction(async (tx) => {
    // Before its mail, as everybody locks: who locks a signature goes on to its mails.
    if (isForSigner(purpose) && !(await isStillTheirs(tx, message.signature))) return none;
    if (message.signatureId) await holdSignature(tx, message.signatureId);
    // Whoever takes the mail back meanwhile also finds its link, or keeps it from being made.
    const waiting = await tx.$executeRaw`
      SELECT 1 FROM message WHERE id = ${message.id}::uuid AND status = 'queued' FOR UPDATE`;
    if (waiting === 0) return none;
    await tx.token.create({ data });
    return { token, notMeToken: await makeNotMeToken(tx, message, now) };
  });
}

/** Links by which whoever gets the mail acts for a signature: those that a handing over ends. */
function isForSigner(purpose: TokenPurpose): boolean {
  return purpose === "own_page" || purpose === "answer" || purpose === "unsubscribe";
}

/**
 * Whether a signature has the address that a mail is about to go to: handed over meanwhile, no link to it goes there any more. Sealed
 * with another key meanwhile, it is the same.
 */
async function isStillTheirs(tx: Tx, signature: QueuedMessage["signature"]): Promise<boolean> {
  if (!signature?.email) return false;
  const [held] = await tx.$queryRaw<{ sealedEmail: Uint8Array | null }[]>`
    SELECT sealed_email AS "sealedEmail" FROM signature WHERE id = ${signature.id}::uuid FOR SHARE`;
  return held !== undefined && openAddress(held.sealedEmail, "signature.email") === signature.email;
}

/** It is about an address, and goes with the signature for which that was written to. */
async function makeNotMeToken(
  tx: Tx,
  { kind, signature, handover }: QueuedMessage,
  now: Date,
): Promise<RawToken | null> {
  const isFirst = kind === "confirm" && signature?.email;
  const asked = isFirst ? addressIndex(isFirst) : kind === "handover" ? handover?.emailIndex : null;
  if (!signature || !asked) return null;
  const token = makeToken();
  await tx.token.create({
    data: {
      hash: hashToken(token),
      purpose: "not_me",
      signatureId: signature.id,
      letterId: signature.letterId,
      addressIndex: asked,
      expiresAt: new Date(now.getTime() + tokenLife.not_me),
    },
  });
  return token;
}

/** How long a link works, in milliseconds. */
function lifeOf(purpose: TokenPurpose, { authorityNotice }: QueuedMessage): number {
  return purpose === "objection" ? objectionLife(authorityNotice?.days ?? 0) : tokenLife[purpose];
}

/** What the mail server said, without the address that it repeats (lib/mail/replies.ts). */
function wordsOf(error: unknown, address: string): string {
  return withoutAddress(error instanceof Error ? error.message : String(error), address).slice(0, 500);
}

/** Whether a mail goes to the address that a signature came from: a notice goes to the organisation's own, and one to somebody new. */
function isToSigner({ kind }: QueuedMessage): boolean {
  return kind !== "authority" && kind !== "handover";
}

async function noteSent(message: QueuedMessage): Promise<void> {
  const { id, signature } = message;
  await note(id, {
    status: "sent",
    sentAt: new Date(),
    attempts: { increment: 1 },
    lastError: null,
    trouble: null,
  });
  if (!signature?.bouncedAt || !isToSigner(message)) return;
  await transaction(async (tx) => {
    await markBounced(tx, signature.id, null);
    await queueJob(tx, "gather_evidence", { signatureId: signature.id }, `evidence ${signature.id}`);
  });
}

/** Keeps why a mail was not taken; where that speaks of the recipient, with the signature, its history and its evidence. */
async function noteFailure(
  message: QueuedMessage,
  { trouble, isFinal, isLastTry, said }: TroubleFound & { isLastTry: boolean; said: string },
  now: Date,
): Promise<void> {
  const { id, signature } = message;
  await transaction(async (tx) => {
    if (signature && isFinal && isToSigner(message)) {
      await markBounced(tx, signature.id, { trouble, at: now });
      const { letterId, id: signatureId } = signature;
      const entry = { letterId, signatureId, actor: { kind: "system" }, action: "mail_bounced" } as const;
      await record(tx, [{ ...entry, detail: trouble }]);
      await queueJob(tx, "gather_evidence", { signatureId }, `evidence ${signatureId}`);
    }
    const status = isFinal || isLastTry ? "failed" : "queued";
    await note(id, { attempts: { increment: 1 }, lastError: said, trouble, status }, tx);
  });
}
