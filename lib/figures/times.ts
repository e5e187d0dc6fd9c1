/**
 * Where each class of times to a decision ends, in minutes. Times are counted in these classes, so what is read from them is
 * rounded up to the end of a class, which is at most twice its beginning. The same numbers are in decision_class (a test holds
 * the two together).
 */
export const classEnds = [
  1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1080, 1440, 2160, 2880, 4320, 5760,
  7200, 10080, 14400, 20160, 30240, 43200, 64800, 86400, 129600,
] as const;

/** How many decisions fell into each class, by the class's number; one more class than ends takes the longest. */
export type TimeCounts = Map<number, number>;

/** In how many minutes at most this share of the decisions was made; Infinity in the last class, null without decisions. */
export function minutesFor(share: number, counts: TimeCounts): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let reached = 0;
  for (const [at, end] of classEnds.entries()) {
    reached += counts.get(at) ?? 0;
    if (reached >= total * share) return end;
  }
  return Number.POSITIVE_INFINITY;
}

/** The classes as they are drawn: fewer, each an end of the finer ones, and one for what took longer. */
const drawnEnds = [5, 15, 60, 240, 720, 1440, 2880, 5760, 10080, 20160, 43200] as const;

export interface TimeSpan {
  /** In minutes: longer than `from`, at most `to`. */
  from: number;
  to: number;
  count: number;
}

/** How the decisions spread over the drawn classes; every class is there, also an empty one. */
export function spreadOf(counts: TimeCounts): TimeSpan[] {
  const ends = [...drawnEnds, Number.POSITIVE_INFINITY];
  return ends.map((to, place) => {
    const from = ends[place - 1] ?? 0;
    let count = 0;
    for (const [at, many] of counts) {
      const end = classEnds[at] ?? Number.POSITIVE_INFINITY;
      if (end > from && end <= to) count += many;
    }
    return { from, to, count };
  });
}
