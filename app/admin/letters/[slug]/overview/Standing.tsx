import { Numbers } from "@/app/admin/letters/[slug]/overview/Numbers";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import { Legend, RowChart } from "@/app/admin/letters/[slug]/overview/RowChart";
import { largest, type Share, sizeOf } from "@/lib/figures/queries";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { countryName } from "@/lib/i18n/countries";
import { type Locale, languageName } from "@/lib/i18n/locales";
import { formatCount, type Translate } from "@/lib/i18n/translate";

/** So many countries are drawn by name; the table has all. */
const mostRows = 15;

interface Words {
  t: Translate;
  locale: Locale;
}

/** How many signatures stand in each state. */
export function Statuses({
  t,
  locale,
  statuses,
}: Words & { statuses: { status: SignatureStatus; count: number }[] }) {
  const total = statuses.reduce((sum, { count }) => sum + count, 0);
  const rows = statuses.map(({ status, count }) => ({ label: t(`desk.status.${status}`), counts: [count] }));
  return (
    <section className={styles.figure} aria-labelledby="status">
      <h2 id="status">
        {t("overview.status.title")} <span className={styles.total}>{formatCount(total, locale)}</span>
      </h2>
      <RowChart
        id="status-chart"
        title={t("overview.status.title")}
        description={t("overview.status.described", { total })}
        locale={locale}
        rows={rows.map(({ label, counts }) => ({ label, parts: counts }))}
      />
      <Numbers
        t={t}
        locale={locale}
        caption={t("overview.status.title")}
        heads={[t("overview.status.state"), t("overview.status.count")]}
        rows={rows}
      />
    </section>
  );
}

/** Where the confirmed signatures come from: the largest countries by name, the others in one row. */
export function Countries({ t, locale, shares }: Words & { shares: Share[] }) {
  const name = ({ code }: Share) => (code ? countryName(code, locale) : t("overview.shares.unknown"));
  const { shown, rest } = largest(shares, mostRows);
  const known = shares.filter(({ code }) => code !== "");
  const first = known[0];
  return (
    <section className={styles.figure} aria-labelledby="countries">
      <h2 id="countries">{t("overview.shares.countries")}</h2>
      <ShareLegend t={t} id="countries-legend" />
      <RowChart
        id="countries-chart"
        title={t("overview.shares.countries")}
        description={t("overview.shares.describedCountries", {
          number: known.length,
          first: first ? name(first) : "–",
          most: first ? sizeOf(first) : 0,
        })}
        locale={locale}
        rows={[
          ...shown.map((share) => ({ label: name(share), parts: partsOf(share) })),
          ...(rest
            ? [
                {
                  label: t("overview.shares.rest", { count: rest.codes }),
                  parts: partsOf(rest),
                  isRest: true,
                },
              ]
            : []),
        ]}
      />
      <ShareNumbers
        {...{ t, locale }}
        caption={t("overview.shares.countries")}
        head={t("overview.shares.country")}
        rows={shares.map((share) => ({ label: name(share), share }))}
      />
    </section>
  );
}

/** The languages that the confirmed signatures were given in. */
export function Languages({ t, locale, shares }: Words & { shares: Share[] }) {
  const first = shares[0];
  return (
    <section className={styles.figure} aria-labelledby="languages">
      <h2 id="languages">{t("overview.shares.languages")}</h2>
      <ShareLegend t={t} id="languages-legend" />
      <RowChart
        id="languages-chart"
        title={t("overview.shares.languages")}
        description={t("overview.shares.describedLanguages", {
          number: shares.length,
          first: first ? languageName(first.code, locale) : "–",
          most: first ? sizeOf(first) : 0,
        })}
        locale={locale}
        rows={shares.map((share) => ({ label: languageName(share.code, locale), parts: partsOf(share) }))}
      />
      <ShareNumbers
        {...{ t, locale }}
        caption={t("overview.shares.languages")}
        head={t("overview.shares.language")}
        rows={shares.map((share) => ({ label: languageName(share.code, locale), share }))}
      />
    </section>
  );
}

function partsOf({ published, pending, other }: Share): number[] {
  return [published, pending, other];
}

function ShareLegend({ t, id }: { t: Translate; id: string }) {
  return (
    <>
      <p className="soft">{t("overview.shares.note")}</p>
      <Legend
        id={id}
        words={[t("desk.status.published"), t("desk.status.pending"), t("overview.shares.other")]}
      />
    </>
  );
}

interface ShareNumbersProps extends Words {
  caption: string;
  head: string;
  rows: { label: string; share: Share }[];
}

function ShareNumbers({ t, locale, caption, head, rows }: ShareNumbersProps) {
  return (
    <Numbers
      t={t}
      locale={locale}
      caption={caption}
      heads={[
        head,
        t("desk.status.published"),
        t("desk.status.pending"),
        t("overview.shares.other"),
        t("overview.shares.all"),
      ]}
      rows={rows.map(({ label, share }) => ({ label, counts: [...partsOf(share), sizeOf(share)] }))}
    />
  );
}
