import styles from "@/app/admin/letters/[slug]/protection/refusals.module.css";
import type { Locale } from "@/lib/i18n/locales";
import { formatCount, type Translate } from "@/lib/i18n/translate";
import type { RefusalFigure } from "@/lib/refusals/queries";

export interface RefusalsProps {
  t: Translate;
  locale: Locale;
  refusals: RefusalFigure[];
}

/** What this site refused, by kind, in words. */
export function Refusals({ t, locale, refusals }: RefusalsProps) {
  return (
    <section aria-labelledby="refusals">
      <h2 id="refusals">{t("protection.refusals.title")}</h2>
      <p className="soft">{t("protection.refusals.intro")}</p>
      {refusals.length === 0 ? (
        <p className={styles.none}>{t("protection.refusals.none")}</p>
      ) : (
        <table className={styles.refusals} aria-labelledby="refusals">
          <thead>
            <tr>
              <th scope="col">{t("protection.refusals.kind")}</th>
              <th scope="col">{t("protection.refusals.day")}</th>
              <th scope="col">{t("protection.refusals.week")}</th>
            </tr>
          </thead>
          <tbody>
            {refusals.map(({ kind, day, week }) => (
              <tr key={kind}>
                <th scope="row">
                  {t(`protection.refusals.kinds.${kind}.name`)}
                  <span className={styles.hint}>{t(`protection.refusals.kinds.${kind}.hint`)}</span>
                </th>
                <td className={day === 0 ? styles.nothing : undefined}>{formatCount(day, locale)}</td>
                <td>{formatCount(week, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
