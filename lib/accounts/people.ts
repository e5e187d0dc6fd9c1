import { roles } from "@/lib/accounts/members";
import { open } from "@/lib/accounts/open-invitations";
import { hasFactorWhere } from "@/lib/accounts/rights";
import { compareAddresses } from "@/lib/addresses/spelling";
import { db } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";

/** Somebody who works on a letter, as its owners see them. */
export interface Person {
  moderatorId: string;
  email: string;
  role: Role;
  /** The last request with a session, to the minute; null: never signed in since this is noted. */
  lastSeenAt: Date | null;
  hasSecondFactor: boolean;
}

/** Everybody who works on a letter: owners first, then by address. A letter's people are few. */
export async function peopleOf(letterId: string): Promise<Person[]> {
  const memberships = await db().membership.findMany({
    where: { letterId },
    select: {
      role: true,
      moderator: { select: { id: true, email: true, lastSeenAt: true } },
    },
  });
  const withFactor = await db().moderator.findMany({
    where: { memberships: { some: { letterId } }, ...hasFactorWhere },
    select: { id: true },
  });
  const secured = new Set(withFactor.map(({ id }) => id));
  return memberships
    .map(({ role, moderator: { id, email, lastSeenAt } }) => ({
      moderatorId: id,
      email,
      role,
      lastSeenAt,
      hasSecondFactor: secured.has(id),
    }))
    .sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role) || compareAddresses(a, b));
}

/** The invitations of a letter that nobody accepted or took back, those that are over included. */
export async function openInvitationsOf(letterId: string) {
  const invitations = await db().invitation.findMany({
    where: { letterId, ...open },
    select: {
      id: true,
      email: true,
      role: true,
      expiresAt: true,
      invitedBy: { select: { email: true } },
    },
  });
  return invitations.sort(compareAddresses);
}

/** What a letter asks of its people. */
export async function asksSecondFactor(letterId: string): Promise<boolean> {
  const where = { id: letterId };
  const letter = await db().letter.findUnique({ where, select: { requiresSecondFactor: true } });
  return letter?.requiresSecondFactor ?? false;
}
