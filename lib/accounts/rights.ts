import type { Role } from "@/lib/generated/prisma/enums";
import { countRefusal } from "@/lib/refusals/counter";
import { fail } from "@/lib/result";

/**
 * What somebody may do with a letter, by role. `view`: read the desk, its log and its figures. `moderate`: decide, and all that
 * leads to a decision. `govern`: people, reasons, what the letter asks of its moderators.
 */
export const rights = {
  view: ["owner", "moderator", "viewer"],
  moderate: ["owner", "moderator"],
  govern: ["owner"],
} as const satisfies Record<string, Role[]>;

export type Right = keyof typeof rights;

/** Whether a role has a right. */
export function may(role: Role, right: Right): boolean {
  return (rights[right] as readonly Role[]).includes(role);
}

/** The memberships by which somebody has a right, as a condition of a query on letters. */
export function havingRight(right: Right, moderatorId: string) {
  return { memberships: { some: membershipWith(right, moderatorId) } };
}

/**
 * The same as a condition of a query on memberships. Where a letter asks for a second factor, a membership gives no right
 * to whoever has none; that whoever has one has passed it is the session's affair (lib/accounts/sessions.ts).
 */
export function membershipWith(right: Right, moderatorId: string) {
  return { moderatorId, ...anybodyWith(right) };
}

/** The same for whoever it is: the memberships that give a right. */
export function anybodyWith(right: Right) {
  return {
    role: { in: [...rights[right]] },
    OR: [{ letter: { requiresSecondFactor: false } }, { moderator: hasFactorWhere }],
  };
}

/** Moderators with a second factor that is set up, as a condition of a query. */
export const hasFactorWhere = {
  OR: [{ totp: { confirmedAt: { not: null } } }, { passkeys: { some: {} } }],
};

/** Fails whoever asks at the desk for something that is not there or not theirs, which is answered alike; and counts it. */
export function notTheirs<const E>(why: E) {
  countRefusal("rights");
  return fail(why);
}
