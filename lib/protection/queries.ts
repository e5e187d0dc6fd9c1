import { membershipWith } from "@/lib/accounts/rights";
import { db } from "@/lib/db";
import { type LimitName, type Limits, limitNames, limitsOf } from "@/lib/protection/limits";
import { mostGates } from "@/lib/protection/watch";

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
    usual: limitsOf({ perNetwork: own?.perNetwork }) satisfies Limits,
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

/** Since when and until when a letter is in slow mode; null where it is not, or is not somebody's to see. */
export async function slowModeOf(slug: string, moderatorId: string, now: Date) {
  const found = await db().protection.findFirst({
    where: {
      slowUntil: { gt: now },
      letter: { slug, memberships: { some: membershipWith("view", moderatorId) } },
    },
    select: { slowSince: true, slowUntil: true },
  });
  return found?.slowUntil ? { since: found.slowSince ?? now, until: found.slowUntil } : null;
}
