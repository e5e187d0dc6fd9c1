import { Numbers } from "@/app/admin/letters/[slug]/overview/Numbers";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import { RowChart } from "@/app/admin/letters/[slug]/overview/RowChart";
import { minutesFor, spreadOf, type TimeCounts, type TimeSpan } from "@/lib/figures/times";
import type { Locale } from "@/lib/i18n/locales";
import { formatMinutes, formatMinutesRange, type Translate } from "@/lib/i18n/translate";

export interface TimesProps {
  t: Translate;
  locale: Locale;
  times: TimeCounts;
}

/** How long signatures waited for their first decision: the median, the 90th percentile, and how they spread. */
export function Times({ t, locale, times }: TimesProps) {
  const spread = spreadOf(times);
  const total = spread.reduce((sum, { count }) => sum + count, 0);
  const words = ({ from, to }: TimeSpan) =>
    Number.isFinite(to)
      ? formatMinutesRange(from, to, locale)
      : t("overview.times.over", { time: formatMinutes(from, locale) });
  const commonest = spread.reduce((best, span) => (span.count > best.count ? span : best));
  return (
    <section className={styles.figure} aria-labelledby="times">
      <h2 id="times">{t("overview.times.title")}</h2>
      {total === 0 ? (
        <p className="soft">{t("overview.times.none")}</p>
      ) : (
        <>
          <dl className={styles.spans}>
            <div>
              <dt>{t("overview.times.median")}</dt>
              <dd>{atMost(0.5)}</dd>
            </div>
            <div>
              <dt>{t("overview.times.ninety")}</dt>
              <dd>{atMost(0.9)}</dd>
            </div>
          </dl>
          <RowChart
            id="times-chart"
            title={t("overview.times.title")}
            description={t("overview.times.described", { total, span: words(commonest) })}
            locale={locale}
            rows={spread.map((span) => ({ label: words(span), parts: [span.count] }))}
          />
          <Numbers
            t={t}
            locale={locale}
            caption={t("overview.times.title")}
            heads={[t("overview.times.span"), t("overview.times.count")]}
            rows={spread.map((span) => ({ label: words(span), counts: [span.count] }))}
          />
          <p className="soft">{t("overview.times.note")}</p>
        </>
      )}
    </section>
  );

  function atMost(share: number): string {
    const minutes = minutesFor(share, times) ?? 0;
    // The last class has no end: its beginning is all that is known.
    const longest = spread.at(-1)?.from ?? 0;
    return Number.isFinite(minutes)
      ? t("overview.times.atMost", { time: formatMinutes(minutes, locale) })
      : t("overview.times.over", { time: formatMinutes(longest, locale) });
  }
}
