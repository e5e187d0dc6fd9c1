import { membershipWith } from "@/lib/accounts/rights";
import { db } from "@/lib/db";
import { type LimitName, type Limits, limitNames, limitsOf, mailDelay } from "@/lib/protection/limits";
import { mostGates, recentWatch } from "@/lib/protection/watch";

/** What came to a letter's form, and what became of it. */
export interface SignOnFigures {
  taken: number;
  unproven: number;
  limited: number;
  trapped: number;
  blocked: number;
}

/** A letter's protection as its owners see it. */
export async function readProtection(letterId: string) {
  const [own, gates, hour, day] = await Promise.all([
    db().protection.findUnique({ where: { letterId } }),
    db().gate.findMany({
      where: { letterId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: mostGates,
      include: { moderator: { select: { email: true } } },
    }),
    figuresSince(letterId, 1),
    figuresSince(letterId, 24),
  ]);
  const ownLimits = Object.fromEntries(limitNames.map((name) => [name, own?.[name] ?? null]));
  return {
    own: ownLimits as Record<LimitName, number | null>,
    defaults: limitsOf(null) satisfies Limits,
    gates,
    hour,
    day,
  };
}

async function figuresSince(letterId: string, hours: number): Promise<SignOnFigures> {
  const [row] = await db().$queryRaw<SignOnFigures[]>`
    SELECT coalesce(sum(taken), 0)::int AS taken, coalesce(sum(unproven), 0)::int AS unproven,
      coalesce(sum(limited), 0)::int AS limited, coalesce(sum(trapped), 0)::int AS trapped,
      coalesce(sum(blocked), 0)::int AS blocked
    FROM sign_on_count WHERE letter_id = ${letterId}::uuid AND slot > now() - make_interval(hours => ${hours}::int)`;
  return row ?? { taken: 0, unproven: 0, limited: 0, trapped: 0, blocked: 0 };
}

/** A letter in slow mode: since when, until when, and why. */
export interface SlowMode {
  since: Date;
  until: Date;
  /** What began it: a burst, or a moderator by hand, with their address; null where the log does not say. */
  begun: { by: "burst" } | { by: "moderator"; email: string } | null;
}

/** How a letter is in slow mode; null where it is not, or is not somebody's to see. */
export async function slowModeOf(slug: string, moderatorId: string, now: Date): Promise<SlowMode | null> {
  const found = await db().protection.findFirst({
    where: {
      slowUntil: { gt: now },
      letter: { slug, memberships: { some: membershipWith("view", moderatorId) } },
    },
    select: { letterId: true, slowSince: true, slowUntil: true },
  });
  if (!found?.slowUntil) return null;
  const { letterId, slowSince, slowUntil: until } = found;
  return { since: slowSince ?? now, until, begun: await begunBy(letterId, slowSince ?? now) };
}

/** The clocks of the database and of this server may differ so much. */
const skewMs = 60_000;

async function begunBy(letterId: string, since: Date): Promise<SlowMode["begun"]> {
  const entry = await db().auditEntry.findFirst({
    // Its entry is about no signature: one index has the few that are.
    where: {
      letterId,
      signatureId: null,
      action: "slowBegin",
      at: { gte: new Date(since.getTime() - skewMs) },
    },
    orderBy: { id: "desc" },
    select: { actor: true, moderatorId: true },
  });
  if (!entry) return null;
  if (entry.actor === "system") return { by: "burst" };
  const moderator =
    entry.moderatorId &&
    (await db().moderator.findUnique({
      where: { id: entry.moderatorId },
      select: { sealedEmail: true, email: true },
    }));
  return moderator ? { by: "moderator", email: moderator.email } : null;
}

/** How long a mail to confirm waits at most as the letter stands now, in seconds: one without a proof of work, in slow mode longer. */
export async function longestMailDelay(letterId: string, now: Date): Promise<number> {
  const { isSlow } = await recentWatch(letterId, now);
  return mailDelay({ isProven: false, isSlow });
}
