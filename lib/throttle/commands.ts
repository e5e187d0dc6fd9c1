import { createHmac } from "node:crypto";
import { db } from "@/lib/db";
import { required } from "@/lib/env";

/** One limit: at most `max` events per `windowSeconds` for one subject. */
export interface Limit {
  scope: string;
  subject: string;
  max: number;
  windowSeconds: number;
}

/**
 * Counts one event against every limit, in one atomic statement, so that it holds across processes.
 * Windows are fixed: they begin with the first event. Subjects are stored as keyed hashes only.
 * @returns seconds to wait when a limit is exceeded, otherwise null.
 */
export async function throttle(limits: Limit[]): Promise<number | null> {
  // One order of rows for everybody: two at once cannot wait for each other.
  const rows = limits
    .map((limit) => ({ ...limit, key: keyOf(limit) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const counted = await db().$queryRaw<{ key: Uint8Array; count: number; wait: number }[]>`
    INSERT INTO throttle AS t (key, count, expires_at)
    SELECT key, 1, now() + make_interval(secs => seconds)
    FROM unnest(${rows.map(({ key }) => key)}::bytea[], ${rows.map((row) => row.windowSeconds)}::int[]) AS u(key, seconds)
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN t.expires_at <= now() THEN 1 ELSE t.count + 1 END,
      expires_at = CASE WHEN t.expires_at <= now() THEN excluded.expires_at ELSE t.expires_at END
    RETURNING key, count, ceil(extract(epoch FROM expires_at - now()))::int AS wait`;
  const waits = counted.flatMap(({ key, count, wait }) => {
    const limit = rows.find((row) => Buffer.compare(row.key, key) === 0);
    return limit && count > limit.max ? [wait] : [];
  });
  return waits.length > 0 ? Math.max(1, ...waits) : null;
}

function keyOf({ scope, subject }: Limit): Buffer {
  return createHmac("sha256", required("AUTH_SECRET")).update(`throttle\n${scope}\n${subject}`).digest();
}
