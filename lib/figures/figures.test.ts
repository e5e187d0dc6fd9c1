import { describe, expect, test } from "vitest";
import { firstDay, OverviewQuery, withoutGaps } from "@/lib/figures/days";
import { classEnds, minutesFor, spreadOf } from "@/lib/figures/times";

const now = new Date("2026-11-25T00:30:00Z");
const on = (day: string, signed = 1) => ({ day: new Date(day), signed, confirmed: 0, published: 0 });

describe("days", () => {
  test("a range ends today and holds as many days as it says", () => {
    expect(firstDay("30", now)).toEqual(new Date("2026-10-27"));
    expect(firstDay("all", now)).toBeNull();
    expect(OverviewQuery.parse({ range: "12" })).toEqual({ range: "30" });
    expect(OverviewQuery.parse({})).toEqual({ range: "30" });
  });

  test("have no gaps, from the first day wanted to today", () => {
    const { steps, stepDays } = withoutGaps([on("2026-11-24", 7)], firstDay("30", now), now);
    expect(stepDays).toBe(1);
    expect(steps).toHaveLength(30);
    expect(steps.slice(-3).map(({ day, signed }) => [day.toISOString().slice(0, 10), signed])).toEqual([
      ["2026-11-23", 0],
      ["2026-11-24", 7],
      ["2026-11-25", 0],
    ]);
    expect(withoutGaps([], null, now).steps).toHaveLength(14);
  });

  test("too many for a chart are whole weeks that end today, and none is lost", () => {
    const days = [on("2026-01-01", 3), on("2026-03-01", 5), on("2026-11-25", 11)];
    const { steps, stepDays } = withoutGaps(days, null, now);
    expect(stepDays).toBe(7);
    expect(steps.length).toBeLessThan(60);
    expect(steps.at(-1)).toMatchObject({ day: new Date("2026-11-19"), signed: 11 });
    expect(steps.reduce((sum, { signed }) => sum + signed, 0)).toBe(19);
  });
});

describe("times to a decision", () => {
  const inMinutes = (minutes: number): [number, number] => [classEnds.findIndex((end) => minutes < end), 1];

  test("a share is within the end of the class that reaches it", () => {
    const counts = new Map([inMinutes(0.5), inMinutes(4), inMinutes(50), inMinutes(1000)]);
    expect([0.25, 0.5, 0.75, 0.9].map((share) => minutesFor(share, counts))).toEqual([1, 5, 60, 1080]);
    expect(minutesFor(0.5, new Map([[classEnds.length, 1]]))).toBe(Number.POSITIVE_INFINITY);
    expect(minutesFor(0.5, new Map())).toBeNull();
  });

  test("no class is wider than its beginning, and what is drawn holds every class once", () => {
    for (const [at, end] of classEnds.entries())
      expect(end / (classEnds[at - 1] ?? end)).toBeLessThanOrEqual(2);
    const each = new Map(Array.from({ length: classEnds.length + 1 }, (_, at) => [at, 1]));
    const spread = spreadOf(each);
    expect(spread.reduce((sum, { count }) => sum + count, 0)).toBe(classEnds.length + 1);
    expect(spread.every(({ count }) => count > 0)).toBe(true);
  });
});
