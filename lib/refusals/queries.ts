import { db } from "@/lib/db";
import type { RefusalKind } from "@/lib/generated/prisma/enums";

/** How many requests of a kind this site refused, on whatever letter. */
export interface RefusalFigure {
  kind: RefusalKind;
  day: number;
  week: number;
}

/** What was refused in the last seven days, by kind: the most frequent first, none that did not occur. Counted by whole hours. */
export async function readRefusals(now: Date): Promise<RefusalFigure[]> {
  return db().$queryRaw<RefusalFigure[]>`
    SELECT kind, coalesce(sum(count) FILTER (WHERE slot > ${now}::timestamptz - interval '24 hours'), 0)::float8 AS day,
      sum(count)::float8 AS week
    FROM refusal_count WHERE slot > ${now}::timestamptz - interval '7 days'
    GROUP BY kind ORDER BY week DESC, kind`;
}
