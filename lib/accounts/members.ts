import { z } from "zod";
import { lockPerson } from "@/lib/accounts/lock";
import { recordFor } from "@/lib/accounts/log";
import { revokeOpen } from "@/lib/accounts/open-invitations";
import { havingRight, may, membershipWith, notTheirs } from "@/lib/accounts/rights";
import { cancelSignIn, ensureModerator } from "@/lib/accounts/sign-in-links";
import { withAddress } from "@/lib/addresses/columns";
import { type Actor, recordAbout } from "@/lib/audit/commands";
import { db, type Tx, transaction } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";
import { fail, ok, type Result } from "@/lib/result";
import { unassignAll } from "@/lib/signatures/marks";

export const roles = ["owner", "moderator", "viewer"] as const satisfies Role[];

/** What owners do with one of a letter's people. */
export const MemberInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("role"), moderatorId: z.uuid(), role: z.enum(roles) }),
  z.object({ kind: z.literal("expel"), moderatorId: z.uuid() }),
  z.object({ kind: z.literal("signOut"), moderatorId: z.uuid() }),
]);

type MemberInput = z.output<typeof MemberInput>;

export type MemberRefusal =
  /** No owner of this letter asks, or there is no such letter: the two cannot be told apart. */
  | "forbidden"
  /** Not one of this letter's people (any more). */
  | "unknown"
  /** A letter is never without an owner. */
  | "lastOwner"
  /** Whose sessions also serve letters that are not this owner's. */
  | "worksElsewhere";

export interface Granted {
  moderatorId: string;
  letters: number;
  lastOwnerOf: string[];
  keptOn: string[];
}

/**
 * Gives somebody a role for a letter, or for every letter where `slug` is left out; for the operator's terminal. With the role
 * null whoever works on a letter already keeps theirs, and becomes a moderator elsewhere.
 * @returns the moderator's id, the letters where the role holds now, those that would have lost their last owner, and those where
 * an earlier role was kept.
 */
export async function grantRole(email: string, role: Role | null, slug?: string): Promise<Granted> {
  const letters = await db().letter.findMany({
    where: slug ? { slug } : {},
    select: { slug: true },
    orderBy: { slug: "asc" },
  });
  const moderatorId = await ensureModerator(email);
  const outcomes = { given: [] as string[], lastOwner: [] as string[], kept: [] as string[] };
  for (const letter of letters) {
    const outcome = await transaction(async (tx) => {
      const letterId = await lockPeople(tx, letter.slug);
      if (!letterId) return null;
      if (role === null && (await memberOf(tx, letterId, moderatorId))) return "kept";
      const wanted = { letterId, moderatorId, role: role ?? "moderator" };
      return (await writeRole(tx, wanted, { kind: "system" })).ok ? "given" : "lastOwner";
    });
    if (outcome) outcomes[outcome].push(letter.slug);
  }
  const { given, lastOwner, kept } = outcomes;
  return { moderatorId, letters: given.length, lastOwnerOf: lastOwner, keptOn: kept };
}

/** The address of whoever was meant. */
type Meant = { email: string };

/** Carries out what an owner wants done with one of a letter's people. */
export async function changeMember(
  slug: string,
  input: MemberInput,
  ownerId: string,
): Promise<Result<Meant, MemberRefusal>> {
  switch (input.kind) {
    case "role":
      return changeRole(slug, input.moderatorId, input.role, ownerId);
    case "expel":
      return expel(slug, input.moderatorId, ownerId);
    case "signOut":
      return signOutMember(slug, input.moderatorId, ownerId);
  }
}

/** Gives one of a letter's people another role; for its owners. */
export async function changeRole(
  slug: string,
  moderatorId: string,
  role: Role,
  ownerId: string,
): Promise<Result<Meant, MemberRefusal>> {
  return asOwner<Meant, MemberRefusal>(slug, ownerId, async (tx, letterId) => {
    const member = await memberOf(tx, letterId, moderatorId);
    if (!member) return notTheirs("unknown");
    const actor: Actor = { kind: "moderator", moderatorId: ownerId };
    const written = await writeRole(tx, { letterId, moderatorId, role }, actor);
    return written.ok ? ok({ email: member.email }) : written;
  });
}

/** Takes somebody off a letter, oneself included; for its owners. Rights are asked with each request, so they end at once. */
export async function expel(
  slug: string,
  moderatorId: string,
  ownerId: string,
): Promise<Result<Meant, MemberRefusal>> {
  return asOwner<Meant, MemberRefusal>(slug, ownerId, async (tx, letterId) => {
    const member = await memberOf(tx, letterId, moderatorId);
    if (!member) return notTheirs("unknown");
    if (member.role === "owner" && (await countOwners(tx, letterId)) === 1) return fail("lastOwner");
    await tx.membership.delete({ where: { moderatorId_letterId: { moderatorId, letterId } } });
    const actor: Actor = { kind: "moderator", moderatorId: ownerId };
    await recordFor(tx, letterId, actor, "expel", moderatorId);
    // Else a link in their mailbox, or in that of somebody whom they asked, would be a way back in.
    await revokeOpen(tx, letterId, { invitedById: moderatorId }, actor, new Date());
    await revokeOpen(tx, letterId, withAddress(member.email), actor, new Date());
    await lockPerson(tx, moderatorId);
    // A way in is the person's, not the letter's: to letters that they still work on, it stays.
    if ((await tx.membership.count({ where: { moderatorId } })) === 0)
      await cancelSignIn(tx, moderatorId, new Date());
    // Else what they looked after would wait for somebody who does not come back.
    const left = await unassignAll(tx, letterId, moderatorId);
    await recordAbout(tx, left, { letterId, actor, action: "assign", detail: "nobody" });
    return ok({ email: member.email });
  });
}

/**
 * Ends all sessions of one of a letter's people; for its owners. A session is the person's, not the letter's: an owner may end
 * it only where all the letters that it opens are theirs.
 */
export async function signOutMember(
  slug: string,
  moderatorId: string,
  ownerId: string,
): Promise<Result<Meant, MemberRefusal>> {
  return asOwner<Meant, MemberRefusal>(slug, ownerId, async (tx, letterId) => {
    const member = await memberOf(tx, letterId, moderatorId);
    if (!member) return notTheirs("unknown");
    const elsewhere = { moderatorId, NOT: { letter: havingRight("govern", ownerId) } };
    if ((await tx.membership.count({ where: elsewhere })) > 0) return fail("worksElsewhere");
    await lockPerson(tx, moderatorId);
    await tx.session.deleteMany({ where: { moderatorId } });
    await cancelSignIn(tx, moderatorId, new Date());
    await recordFor(tx, letterId, { kind: "moderator", moderatorId: ownerId }, "signOut", moderatorId);
    return ok({ email: member.email });
  });
}

/** Work on the people of a letter, one at a time, by somebody who owns it at that very moment. */
export async function asOwner<T, E>(
  slug: string,
  ownerId: string,
  work: (tx: Tx, letterId: string) => Promise<Result<T, E>>,
): Promise<Result<T, E | "forbidden">> {
  return transaction(async (tx) => {
    const letterId = await lockPeople(tx, slug);
    if (!letterId) return notTheirs("forbidden");
    const governs = { ...membershipWith("govern", ownerId), letterId };
    return (await tx.membership.count({ where: governs })) > 0 ? work(tx, letterId) : notTheirs("forbidden");
  });
}

/** Locks the people of a letter, so that two owners who demote each other at once do it one after the other. */
export async function lockPeople(tx: Tx, slug: string): Promise<string | null> {
  const letter = await tx.letter.findUnique({ where: { slug }, select: { id: true } });
  if (!letter) return null;
  await tx.$queryRaw`
    SELECT 1 FROM membership WHERE letter_id = ${letter.id}::uuid ORDER BY moderator_id FOR UPDATE`;
  return letter.id;
}

interface WantedRole {
  letterId: string;
  moderatorId: string;
  role: Role;
}

/** Writes a role with its audit entry; what stands so already changes nothing. The people must be locked. */
async function writeRole(
  tx: Tx,
  { letterId, moderatorId, role }: WantedRole,
  actor: Actor,
): Promise<Result<null, "lastOwner">> {
  const before = (await memberOf(tx, letterId, moderatorId))?.role;
  if (before === role) return ok(null);
  if (before === "owner" && (await countOwners(tx, letterId)) === 1) return fail("lastOwner");
  await tx.membership.upsert({
    where: { moderatorId_letterId: { moderatorId, letterId } },
    create: { moderatorId, letterId, role },
    update: { role },
  });
  await recordFor(tx, letterId, actor, "role", `${moderatorId} ${before ?? "none"} ${role}`);
  if (!may(role, "govern")) await revokeOpen(tx, letterId, { invitedById: moderatorId }, actor, new Date());
  return ok(null);
}

async function memberOf(tx: Tx, letterId: string, moderatorId: string) {
  const member = await tx.membership.findUnique({
    where: { moderatorId_letterId: { moderatorId, letterId } },
    select: { role: true, moderator: { select: { email: true } } },
  });
  return member && { role: member.role, email: member.moderator.email };
}

function countOwners(tx: Tx, letterId: string): Promise<number> {
  return tx.membership.count({ where: { letterId, role: "owner" } });
}
