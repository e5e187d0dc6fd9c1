import { Group } from "@visx/group";
import { scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import type { Locale } from "@/lib/i18n/locales";
import { formatCount } from "@/lib/i18n/translate";

const width = 360;
const rowHeight = 23;
const thick = 12;
const labels = 152;
const numbers = 48;
const longestLabel = 22;

/** How the parts of a row look, in order: full, hatched, empty. They differ without colour. */
export const looks = ["full", "hatched", "empty"] as const;

export interface ChartRow {
  label: string;
  /** The row's parts, from left to right, as many as `looks` at most. */
  parts: number[];
  /** Set apart from the rows above. */
  isRest?: boolean;
}

export interface RowChartProps {
  id: string;
  title: string;
  /** The chart in a sentence. */
  description: string;
  locale: Locale;
  rows: ChartRow[];
}

/** A bar a row, with its number at the end. Drawn on the server. */
export function RowChart({ id, title, description, locale, rows }: RowChartProps) {
  const sizes = rows.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const x = scaleLinear({ domain: [0, Math.max(1, ...sizes)], range: [0, width - labels - numbers] });
  const gap = rows.some(({ isRest }) => isRest) ? 8 : 0;
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${rows.length * rowHeight + gap}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-text`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-text`}>{description}</desc>
      <Hatching id={`${id}-hatching`} />
      <line className={styles.base} x1={labels} x2={labels} y2={rows.length * rowHeight + gap} />
      {rows.map(({ label, parts, isRest }, at) => (
        <Group key={label} top={at * rowHeight + (isRest ? gap : 0)}>
          <text className={styles.label} x={labels - 8} y={rowHeight / 2} dy="0.35em" textAnchor="end">
            {shorten(label)}
          </text>
          {parts.map((part, place) => (
            <Part
              // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
              key={place}
              look={looks[place] ?? "empty"}
              hatching={`${id}-hatching`}
              from={labels + x(parts.slice(0, place).reduce((sum, one) => sum + one, 0))}
              long={x(part)}
            />
          ))}
          <text className={styles.value} x={labels + x(sizes[at] ?? 0) + 6} y={rowHeight / 2} dy="0.35em">
            {formatCount(sizes[at] ?? 0, locale)}
          </text>
        </Group>
      ))}
    </svg>
  );
}

interface PartProps {
  look: (typeof looks)[number];
  hatching: string;
  from: number;
  long: number;
}

function Part({ look, hatching, from, long }: PartProps) {
  if (long === 0) return null;
  const place = { x: from, y: (rowHeight - thick) / 2, height: thick, width: Math.max(1, long) };
  if (look === "full") return <Bar className={styles.full} {...place} />;
  // The outline stands inside the part, so that neighbours do not run into each other.
  const inner = {
    ...place,
    x: from + 0.5,
    y: place.y + 0.5,
    height: thick - 1,
    width: Math.max(0.5, long - 1),
  };
  return look === "hatched" ? (
    <Bar className={styles.outlined} fill={`url(#${hatching})`} {...inner} />
  ) : (
    <Bar className={styles.outlined} fill="none" {...inner} />
  );
}

function Hatching({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line className={styles.hatch} y2="4" />
      </pattern>
    </defs>
  );
}

/** What the parts of the rows mean. */
export function Legend({ id, words }: { id: string; words: string[] }) {
  return (
    <ul className={styles.legend}>
      {words.map((word, place) => (
        <li key={word}>
          <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
            <Hatching id={`${id}-${place}`} />
            <g transform="translate(0 -5.5)">
              <Part look={looks[place] ?? "empty"} hatching={`${id}-${place}`} from={0} long={16} />
            </g>
          </svg>{" "}
          {word}
        </li>
      ))}
    </ul>
  );
}

function shorten(label: string): string {
  const letters = [...label];
  return letters.length <= longestLabel
    ? label
    : `${letters
        .slice(0, longestLabel - 1)
        .join("")
        .trimEnd()}…`;
}
