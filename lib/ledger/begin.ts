import type { Database } from "@/lib/db";
import { beginLog } from "@/lib/ledger/commands";

const tenMinutes = 600_000;

/**
 * Begins the log of every letter whose names were published before there were logs. Run again, it finds nothing to do.
 * @returns the slugs of the letters.
 */
export async function beginLogs(database: Database, now: Date): Promise<string[]> {
  const letters = await database.$queryRaw<{ id: string; slug: string }[]>`
    SELECT id, slug FROM letter
    WHERE published_count > 0 AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE letter_id = letter.id) ORDER BY slug`;
  for (const { id } of letters)
    await database.$transaction((tx) => beginLog(tx, { letterId: id, now }), { timeout: tenMinutes });
  return letters.map(({ slug }) => slug);
}
