import { z } from "zod";

/** Over how many days the figures of a day are shown; null is all of them. */
const ranges = { "30": 30, "90": 90, all: null } as const;
export type Range = keyof typeof ranges;
export const rangeNames = ["30", "90", "all"] as const satisfies Range[];

/** What the address of the overview asks for; whatever cannot be read is the default. */
export const OverviewQuery = z.object({ range: z.enum(rangeNames).catch("30") });

const dayMs = 24 * 3600_000;
/** So many columns are still told apart on a phone; more days than that are shown by the week. */
const mostColumns = 120;

/** A letter of yesterday is shown with the days before it. */
const fewestColumns = 14;

/** The day of a moment, in UTC. */
export function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / dayMs) * dayMs);
}

/** The first day of a range that ends today, or null where all days are wanted. */
export function firstDay(range: Range, now: Date): Date | null {
  const days = ranges[range];
  return days === null ? null : new Date(dayOf(now).getTime() - (days - 1) * dayMs);
}

/** What happened on one day, or in the week that begins with it. */
export interface DayFigures {
  day: Date;
  signed: number;
  confirmed: number;
  published: number;
}

/** Days without gaps from the first to today, by the week where there are too many to draw. */
export function withoutGaps(
  days: DayFigures[],
  since: Date | null,
  now: Date,
): { steps: DayFigures[]; stepDays: 1 | 7 } {
  const today = dayOf(now).getTime();
  const fewest = today - (fewestColumns - 1) * dayMs;
  const first = since?.getTime() ?? Math.min(fewest, ...days.map(({ day }) => day.getTime()));
  const stepDays = (today - first) / dayMs >= mostColumns ? 7 : 1;
  // Whole weeks that end today: a last column of two days would look like a fall.
  const count = Math.floor((today - first) / (stepDays * dayMs)) + 1;
  const begin = today - (count * stepDays - 1) * dayMs;
  const steps = Array.from({ length: count }, (_, at) => ({
    day: new Date(begin + at * stepDays * dayMs),
    signed: 0,
    confirmed: 0,
    published: 0,
  }));
  for (const figures of days) {
    const step = steps[Math.floor((figures.day.getTime() - begin) / (stepDays * dayMs))];
    if (!step) continue;
    step.signed += figures.signed;
    step.confirmed += figures.confirmed;
    step.published += figures.published;
  }
  return { steps, stepDays };
}
