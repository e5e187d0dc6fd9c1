import { db } from "@/lib/db";
import { faultLine } from "@/lib/faults";
import { countRefusal, takeRefusals } from "@/lib/refusals/counter";

/**
 * Adds what this process refused since the last time to the hour's figures: one statement, of at most as many rows as there are kinds.
 * What cannot be written is counted again the next time.
 */
export async function noteRefusals(): Promise<void> {
  // In the same order everywhere, so that no two processes wait for each other.
  const counts = [...takeRefusals()].sort(([a], [b]) => (a < b ? -1 : 1));
  if (counts.length === 0) return;
  try {
    await db().$executeRaw`
      INSERT INTO refusal_count AS c (slot, kind, count)
      SELECT date_bin('1 hour', now(), 'epoch'), kind, count
      FROM unnest(${counts.map(([kind]) => kind)}::refusal_kind[], ${counts.map(([, count]) => count)}::int[]) AS n(kind, count)
      ON CONFLICT (slot, kind) DO UPDATE SET count = c.count + excluded.count`;
  } catch (error) {
    for (const [kind, count] of counts) countRefusal(kind, count);
    throw error;
  }
}

/** How long a count waits in memory, in milliseconds: so much of it a killed process forgets. */
const noteMs = 250;

/** Goes on noting what this process refuses, until it is stopped; what was counted by then is noted. */
export function keepNotingRefusals(): { stop(): Promise<void> } {
  let isWell = true;
  let underWay: Promise<void> | null = null;
  const note = async () => {
    try {
      await noteRefusals();
      isWell = true;
    } catch (error) {
      // Once, not four times a second while the database is away.
      if (isWell) console.error(`refusals: ${faultLine(error)}`);
      isWell = false;
    }
    underWay = null;
  };
  const timer = setInterval(() => {
    underWay ??= note();
  }, noteMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
      await note();
    },
  };
}
