import { createHmac } from "node:crypto";
import { db, type Tx } from "@/lib/db";
import { required } from "@/lib/env";

/** One limit: at most `max` events per `windowSeconds` for one subject. */
export interface Limit {
  scope: string;
  subject: string;
  max: number;
  windowSeconds: number;
}

/**
 * Counts one event against each limit in turn, until one refuses: what one limit refuses does not use up the next, so a flood
 * from one network cannot lock out the addresses that it names. Each count is one atomic statement, so that it holds across
 * processes. Windows are fixed: they begin with the first event. Subjects are stored as keyed hashes only.
 * Inside a transaction a count goes with it.
 * @returns seconds to wait when a limit is exceeded, otherwise null.
 */
export async function throttle(limits: Limit[], tx: Tx = db()): Promise<number | null> {
  for (const limit of limits) {
    const [counted] = await tx.$queryRaw<{ count: number; wait: number }[]>`
      INSERT INTO throttle AS t (key, count, expires_at)
      VALUES (${keyOf(limit)}, 1, now() + make_interval(secs => ${limit.windowSeconds}::int))
      ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN t.expires_at <= now() THEN 1 ELSE t.count + 1 END,
        expires_at = CASE WHEN t.expires_at <= now() THEN excluded.expires_at ELSE t.expires_at END
      RETURNING count, ceil(extract(epoch FROM expires_at - now()))::int AS wait`;
    if (counted && counted.count > limit.max) return Math.max(1, counted.wait);
  }
  return null;
}

/** Takes one event back that turned out to be none of those that the limits are for. */
export async function giveBack(limits: Limit[], tx: Tx): Promise<void> {
  for (const limit of limits)
    await tx.$executeRaw`UPDATE throttle SET count = count - 1 WHERE key = ${keyOf(limit)} AND count > 0`;
}

function keyOf({ scope, subject }: Limit): Buffer {
  return createHmac("sha256", required("AUTH_SECRET")).update(`throttle\n${scope}\n${subject}`).digest();
}
