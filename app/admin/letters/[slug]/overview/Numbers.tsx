import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import type { Locale } from "@/lib/i18n/locales";
import { formatCount, type Translate } from "@/lib/i18n/translate";

export interface NumbersProps {
  t: Translate;
  locale: Locale;
  /** What the table is about, for whoever cannot see the chart above it. */
  caption: string;
  /** The columns' heads; the first is the rows' own. */
  heads: string[];
  rows: { label: string; counts: number[] }[];
}

/** The numbers of a chart. */
export function Numbers({ t, ...table }: NumbersProps) {
  return (
    <details className={styles.numbers}>
      <summary>
        {t("overview.numbers")} <span className={styles.unseen}>({table.caption})</span>
      </summary>
      <NumberTable {...table} label={`${t("overview.numbers")}: ${table.caption}`} />
    </details>
  );
}

/** Numbers in rows and columns; it scrolls by itself where the screen is narrow. */
export function NumberTable({
  locale,
  caption,
  label = caption,
  heads,
  rows,
}: Omit<NumbersProps, "t"> & { label?: string }) {
  const [first, ...others] = heads;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard (axe: scrollable-region-focusable)
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <table>
        <caption className={styles.unseen}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {others.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, counts }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {counts.map((count, at) => (
                <td key={heads[at + 1]}>{formatCount(count, locale)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
