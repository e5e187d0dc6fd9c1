import { z } from "zod";
import { recordFor } from "@/lib/accounts/log";
import { asOwner, lockPeople, roles } from "@/lib/accounts/members";
import { open, revokeOpen } from "@/lib/accounts/open-invitations";
import { membershipWith, notTheirs } from "@/lib/accounts/rights";
import { EmailAddress } from "@/lib/accounts/schema";
import { findOrMakeModerator, storeSignInToken } from "@/lib/accounts/sign-in-links";
import { invitationAddress, withAddress } from "@/lib/addresses/columns";
import { db, type Tx, transaction } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import { queueMessage } from "@/lib/mail/queue";
import { fail, ok, type Result } from "@/lib/result";
import { throttle } from "@/lib/throttle/commands";
import { hashToken, parseToken, type RawToken } from "@/lib/tokens/tokens";

const lifeMs = 7 * 24 * 3600_000;

/** Whom to invite, as what. */
export const InvitationInput = z.object({
  email: EmailAddress,
  role: z.enum(roles),
});
export type InvitationInput = z.output<typeof InvitationInput>;

/** What owners do with an open invitation. */
export const InvitationOrder = z.object({ kind: z.enum(["again", "revoke"]), invitationId: z.uuid() });

export type InvitationRefusal =
  | "forbidden"
  /** Not an open invitation of this letter. */
  | "unknown"
  | "alreadyMember"
  /** An open invitation can be sent again. */
  | "alreadyInvited"
  /** One owner mails at most 60 an hour, and no address gets more than 5 a day from a letter. */
  | "tooMany";

/** Invites somebody by mail to work on a letter; for its owners. Invitation, mail and audit entry are one. */
export async function invite(
  slug: string,
  { email, role }: InvitationInput,
  ownerId: string,
  locale: Locale,
  now: Date,
): Promise<Result<null, InvitationRefusal>> {
  return asOwner<null, InvitationRefusal>(slug, ownerId, async (tx, letterId) => {
    const isMember = await tx.membership.count({ where: { letterId, moderator: withAddress(email) } });
    if (isMember > 0) return fail("alreadyMember");
    // Under the lock of the letter's people: two owners at once make one.
    if ((await tx.invitation.count({ where: { letterId, ...withAddress(email), ...open } })) > 0)
      return fail("alreadyInvited");
    if (await isTooMuch(tx, ownerId, letterId, email)) return fail("tooMany");
    const expiresAt = new Date(now.getTime() + lifeMs);
    const { id } = await tx.invitation.create({
      data: { letterId, ...invitationAddress(email), role, locale, invitedById: ownerId, expiresAt },
    });
    await queueMessage(tx, { kind: "invitation", locale, invitationId: id });
    await recordFor(tx, letterId, { kind: "moderator", moderatorId: ownerId }, "invite", `${id} ${role}`);
    return ok(null);
  });
}

/** Mails an open invitation once more, for seven days from now. */
export async function inviteAgain(
  slug: string,
  invitationId: string,
  ownerId: string,
  now: Date,
): Promise<Result<null, InvitationRefusal>> {
  return asOwner<null, InvitationRefusal>(slug, ownerId, async (tx, letterId) => {
    const found = await tx.invitation.findFirst({ where: { id: invitationId, letterId, ...open } });
    if (!found) return notTheirs("unknown");
    const { email, locale } = found;
    if (await isTooMuch(tx, ownerId, letterId, email)) return fail("tooMany");
    // Whoever sends it again answers for it.
    const renewed = { expiresAt: new Date(now.getTime() + lifeMs), invitedById: ownerId };
    await tx.invitation.update({ where: { id: invitationId }, data: renewed });
    await queueMessage(tx, { kind: "invitation", locale, invitationId });
    const actor = { kind: "moderator", moderatorId: ownerId } as const;
    await recordFor(tx, letterId, actor, "inviteAgain", invitationId);
    return ok(null);
  });
}

/** Takes an invitation back: its links say so, and a mail that still waits is not sent. */
export async function revokeInvitation(
  slug: string,
  invitationId: string,
  ownerId: string,
  now: Date,
): Promise<Result<null, InvitationRefusal>> {
  return asOwner<null, InvitationRefusal>(slug, ownerId, async (tx, letterId) => {
    const actor = { kind: "moderator", moderatorId: ownerId } as const;
    const count = await revokeOpen(tx, letterId, { id: invitationId }, actor, now);
    if (count === 0) return notTheirs("unknown");
    return ok(null);
  });
}

/** Counts one mail, once all else speaks for it; the same however often an address is invited anew or sent its invitation again. */
async function isTooMuch(tx: Tx, ownerId: string, letterId: string, email: string): Promise<boolean> {
  const limits = [
    { scope: "invite-by", subject: ownerId, max: 60, windowSeconds: 3600 },
    { scope: "invite-to", subject: `${letterId} ${email}`, max: 5, windowSeconds: 24 * 3600 },
  ];
  return (await throttle(limits, tx)) !== null;
}

/** Why a link of an invitation does not work. */
export type InvitationProblem = "unknown" | "expired" | "revoked" | "used";

/** What the link of an invitation leads to. */
export interface FoundInvitation {
  email: string;
  role: Role;
  slug: string;
  invitedBy: string;
  /** Whether accepting it also signs in: not whoever is a moderator already. */
  signsIn: boolean;
}

/** Looks an invitation up by its link without accepting it. */
export async function findInvitation(
  text: unknown,
  now: Date,
): Promise<Result<FoundInvitation, InvitationProblem>> {
  const token = parseToken(text);
  const found = token && (await lookUp(db(), token, now));
  if (!found) return fail("unknown");
  if (found.problem) return fail(found.problem);
  const { email, role, letter, invitedBy } = found.invitation;
  const signsIn = (await db().moderator.count({ where: withAddress(email) })) === 0;
  return ok({ email, role, slug: letter.slug, invitedBy: invitedBy.email, signsIn });
}

async function lookUp(tx: Tx, token: RawToken, now: Date) {
  const row = await tx.token.findUnique({
    where: { hash: hashToken(token) },
    include: {
      invitation: {
        include: { letter: { select: { slug: true } }, invitedBy: { select: { email: true } } },
      },
    },
  });
  if (row?.purpose !== "invitation" || !row.invitation) return null;
  const { invitation } = row;
  const { letterId, invitedById } = invitation;
  const governs = { ...membershipWith("govern", invitedById), letterId };
  const isVouchedFor = (await tx.membership.count({ where: governs })) > 0;
  const isOver = row.expiresAt <= now || invitation.expiresAt <= now;
  const problem = invitation.revokedAt
    ? "revoked"
    : invitation.acceptedAt
      ? "used"
      : !isVouchedFor
        ? "revoked"
        : isOver
          ? "expired"
          : row.usedAt
            ? "used"
            : null;
  return { invitation, problem } as const;
}

/** Somebody who has accepted an invitation. */
export interface Accepted {
  moderatorId: string;
  /** A sign-in token, good for a minute; null for whoever was a moderator before and has ways of their own to sign in. */
  signIn: RawToken | null;
}

/**
 * Accepts an invitation: makes whoever was invited one of the letter's people, and uses all its links up.
 * Whoever is one already keeps the role. Of two at once one gets in.
 */
export async function acceptInvitation(
  token: RawToken,
  locale: Locale,
  now: Date,
): Promise<Result<Accepted, InvitationProblem>> {
  return transaction(async (tx) => {
    const named = await lookUp(tx, token, now);
    if (!named) return fail("unknown");
    // Not while its sender, or whoever was invited, is taken off the letter: either comes first.
    await lockPeople(tx, named.invitation.letter.slug);
    const found = await lookUp(tx, token, now);
    if (!found) return fail("unknown");
    if (found.problem) return fail(found.problem);
    const { id: invitationId, letterId, email, role } = found.invitation;
    const { count } = await tx.invitation.updateMany({
      where: { id: invitationId, ...open },
      data: { acceptedAt: now },
    });
    // Somebody was faster: the same link twice, or the owner who took it back.
    if (count === 0) return fail((await lookUp(tx, token, now))?.problem ?? "unknown");
    await tx.token.updateMany({ where: { invitationId, usedAt: null }, data: { usedAt: now } });
    const { moderatorId, isNew } = await findOrMakeModerator(tx, email, locale);
    const joined = await tx.membership.createMany({
      data: [{ moderatorId, letterId, role }],
      skipDuplicates: true,
    });
    const actor = { kind: "moderator", moderatorId } as const;
    if (joined.count > 0) await recordFor(tx, letterId, actor, "join", `${invitationId} ${role}`);
    return ok({ moderatorId, signIn: isNew ? await storeSignInToken(tx, moderatorId, now, 60_000) : null });
  });
}
