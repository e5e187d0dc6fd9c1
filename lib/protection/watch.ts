import { LRUCache } from "lru-cache";
import { db } from "@/lib/db";
import { isBurst, type Limits, limitsOf } from "@/lib/protection/limits";
import { Networks } from "@/lib/protection/networks";
import { noteBurst } from "@/lib/protection/slow";

/** What every sign-on of a letter is held against. */
export interface Watch {
  limits: Limits;
  isSlow: boolean;
  /** Sign-ons taken in the last hour, of this letter and of all. */
  taken: number;
  takenEverywhere: number;
  blocked: Gates;
  allowed: Gates;
}

export interface Gates {
  networks: Networks;
  domains: Set<string>;
  /** Address indexes, in hex. */
  addresses: Set<string>;
}

/** Entries of a letter's lists that are heeded; the desk takes no more. */
export const mostGates = 1000;

const kept = new LRUCache<string, Promise<Watch>>({ max: 200, ttl: 1000 });

/**
 * How a letter stands, at most a second old: hundreds at once ask, one looks. Whoever looks also sees whether the letter is signed
 * much more often than usual, and switches slow mode on.
 */
export function recentWatch(letterId: string, now: Date): Promise<Watch> {
  const known = kept.get(letterId);
  if (known) return known;
  const looked = look(letterId, now);
  kept.set(letterId, looked);
  looked.catch(() => kept.delete(letterId));
  return looked;
}

/** Forgets what is known of a letter in this process, so that what the desk changed holds at once. */
export function forgetWatch(letterId: string): void {
  kept.delete(letterId);
}

interface Counted {
  taken: number;
  takenEverywhere: number;
  takenNow: number;
}

async function look(letterId: string, now: Date): Promise<Watch> {
  const [own, gates, [counted]] = await Promise.all([
    db().protection.findUnique({ where: { letterId } }),
    db().gate.findMany({
      where: { letterId, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      orderBy: { createdAt: "desc" },
      take: mostGates,
      select: { kind: true, effect: true, value: true, addressIndex: true },
    }),
    db().$queryRaw<Counted[]>`
      SELECT coalesce(sum(taken), 0)::int AS "takenEverywhere",
        coalesce(sum(taken) FILTER (WHERE letter_id = ${letterId}::uuid), 0)::int AS taken,
        coalesce(sum(taken) FILTER (
          WHERE letter_id = ${letterId}::uuid AND slot = date_bin('10 minutes', ${now}::timestamptz, 'epoch')), 0)::int AS "takenNow"
      FROM sign_on_count WHERE slot > ${now}::timestamptz - interval '1 hour'`,
  ]);
  const { taken, takenEverywhere, takenNow } = counted ?? { taken: 0, takenEverywhere: 0, takenNow: 0 };
  const limits = limitsOf(own);
  let isSlow = own?.slowUntil != null && own.slowUntil > now;
  if (takenNow > limits.burstCount && isBurst(takenNow, await usualOf(letterId, now), limits)) {
    isSlow = await noteBurst(letterId, now);
  }
  return {
    limits,
    isSlow,
    taken,
    takenEverywhere,
    blocked: gathered(gates.filter(({ effect }) => effect === "block")),
    allowed: gathered(gates.filter(({ effect }) => effect === "allow")),
  };
}

/** The usual number of sign-ons in ten minutes: the median of the 24 hours before these ten minutes. */
async function usualOf(letterId: string, now: Date): Promise<number> {
  const [row] = await db().$queryRaw<{ usual: number }[]>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(c.taken, 0))::float AS usual
    FROM generate_series(date_bin('10 minutes', ${now}::timestamptz, 'epoch') - interval '24 hours',
        date_bin('10 minutes', ${now}::timestamptz, 'epoch') - interval '10 minutes', interval '10 minutes') AS s(slot)
      LEFT JOIN (SELECT slot, sum(taken) AS taken FROM sign_on_count WHERE letter_id = ${letterId}::uuid GROUP BY slot) AS c
        ON c.slot = s.slot`;
  return row?.usual ?? 0;
}

interface Entry {
  kind: "network" | "domain" | "address";
  value: string | null;
  addressIndex: Uint8Array | null;
}

function gathered(entries: Entry[]): Gates {
  const values = (kind: Entry["kind"]) =>
    entries.flatMap((entry) => (entry.kind === kind && entry.value ? [entry.value] : []));
  return {
    networks: new Networks(values("network")),
    domains: new Set(values("domain")),
    addresses: new Set(
      entries.flatMap(({ addressIndex }) =>
        addressIndex ? [Buffer.from(addressIndex).toString("hex")] : [],
      ),
    ),
  };
}
