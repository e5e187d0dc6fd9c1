import { Group } from "@visx/group";
import { scaleBand, scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import type { Locale } from "@/lib/i18n/locales";
import { formatCount, formatShortDay } from "@/lib/i18n/translate";

const width = 360;
const height = 168;
/** A column stays a column where there are few. */
const widest = 14;
const room = { left: 40, right: 4, top: 22, bottom: 22 };

export interface DayChartProps {
  id: string;
  title: string;
  /** The chart in a sentence. */
  description: string;
  locale: Locale;
  days: { day: Date; count: number }[];
  /** The top of the scale, which charts that stand side by side share. */
  most: number;
}

/** A column a day, with the highest named. Drawn on the server; colour says nothing. */
export function DayChart({ id, title, description, locale, days, most }: DayChartProps) {
  const x = scaleBand({
    domain: days.map((_, at) => at),
    range: [room.left, width - room.right],
    paddingInner: days.length > 60 ? 0.15 : 0.3,
  });
  const y = scaleLinear({ domain: [0, most], range: [height - room.bottom, room.top], nice: 3 });
  const highest = days.reduce((best, { count }, at) => (count > (days[best]?.count ?? 0) ? at : best), 0);
  const base = y(0);
  const thick = Math.min(x.bandwidth(), widest);
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-text`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-text`}>{description}</desc>
      {y
        .ticks(3)
        .filter(Number.isInteger)
        .map((tick) => (
          <Group key={tick} top={y(tick)}>
            <line className={tick === 0 ? styles.base : styles.grid} x1={room.left} x2={width - room.right} />
            <text className={styles.tick} x={room.left - 6} dy="0.35em" textAnchor="end">
              {formatCount(tick, locale)}
            </text>
          </Group>
        ))}
      {days.map(({ day, count }, at) =>
        count === 0 ? null : (
          <Bar
            key={day.getTime()}
            className={styles.full}
            x={middleOf(at) - thick / 2}
            width={thick}
            y={y(count)}
            height={base - y(count)}
          />
        ),
      )}
      <Peak at={middleOf(highest)} top={y(days[highest]?.count ?? 0)}>
        {formatCount(days[highest]?.count ?? 0, locale)}
      </Peak>
      {datesShown(days.length).map(({ at, anchor }) => (
        <text
          key={at}
          className={styles.tick}
          x={anchor === "start" ? x(at) : anchor === "end" ? width - room.right : middleOf(at)}
          y={height - 5}
          textAnchor={anchor}
        >
          {formatShortDay(days[at]?.day ?? new Date(0), locale)}
        </text>
      ))}
    </svg>
  );

  function middleOf(at: number): number {
    return (x(at) ?? 0) + x.bandwidth() / 2;
  }
}

/** The number over the highest column, kept inside the picture. */
function Peak({ at, top, children }: { at: number; top: number; children: string }) {
  const half = children.length * 4;
  const place = Math.min(Math.max(at, room.left + half), width - room.right - half);
  return (
    <text className={styles.value} x={place} y={top - 5} textAnchor="middle">
      {children}
    </text>
  );
}

/** Which days are written below: the first, the last, and the middle where there is room. */
function datesShown(count: number): { at: number; anchor: "start" | "middle" | "end" }[] {
  const first = { at: 0, anchor: "start" } as const;
  const last = { at: count - 1, anchor: "end" } as const;
  if (count < 2) return [first];
  return count < 9 ? [first, last] : [first, { at: Math.floor((count - 1) / 2), anchor: "middle" }, last];
}
