import { DayChart } from "@/app/admin/letters/[slug]/overview/DayChart";
import { Numbers } from "@/app/admin/letters/[slug]/overview/Numbers";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import type { DayFigures } from "@/lib/figures/days";
import type { Locale } from "@/lib/i18n/locales";
import { formatCount, formatDay, type Translate } from "@/lib/i18n/translate";

const series = ["signed", "confirmed", "published"] as const;

export interface DayByDayProps {
  t: Translate;
  locale: Locale;
  steps: DayFigures[];
  stepDays: 1 | 7;
}

/** What was signed, confirmed and published, side by side on one scale, with the numbers beneath. */
export function DayByDay({ t, locale, steps, stepDays }: DayByDayProps) {
  const isWeeks = stepDays === 7;
  const title = t(isWeeks ? "overview.days.titleWeeks" : "overview.days.title");
  const most = Math.max(3, ...steps.flatMap((step) => series.map((one) => step[one])));
  return (
    <section className={styles.part} aria-labelledby="days">
      <h2 id="days">{title}</h2>
      <p className="soft">{t("overview.days.note")}</p>
      <div className={styles.columns}>
        {series.map((one) => {
          const total = steps.reduce((sum, step) => sum + step[one], 0);
          const peak = steps.reduce(
            (best, step) => (step[one] > best[one] ? step : best),
            steps[0] as DayFigures,
          );
          const about = { total, most: peak[one], day: formatDay(peak.day, locale) };
          return (
            <div key={one} className={styles.figure}>
              <h3>
                {t(`overview.days.${one}`)} <span className={styles.total}>{formatCount(total, locale)}</span>
              </h3>
              {total === 0 ? (
                <p className="soft">{t("overview.days.none")}</p>
              ) : (
                <DayChart
                  id={one}
                  title={t(`overview.days.${one}`)}
                  description={t(isWeeks ? "overview.days.describedWeeks" : "overview.days.described", about)}
                  locale={locale}
                  days={steps.map((step) => ({ day: step.day, count: step[one] }))}
                  most={most}
                />
              )}
            </div>
          );
        })}
      </div>
      <Numbers
        t={t}
        locale={locale}
        caption={title}
        heads={[
          t(isWeeks ? "overview.days.week" : "overview.days.day"),
          ...series.map((one) => t(`overview.days.${one}`)),
        ]}
        rows={steps
          .toReversed()
          .map((step) => ({ label: formatDay(step.day, locale), counts: series.map((one) => step[one]) }))}
      />
    </section>
  );
}
