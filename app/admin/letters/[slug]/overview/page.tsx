import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import type { SearchParams } from "@/app/admin/_queue";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { DayByDay } from "@/app/admin/letters/[slug]/overview/DayByDay";
import { FailedMail } from "@/app/admin/letters/[slug]/overview/FailedMail";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import { Countries, Languages, Statuses } from "@/app/admin/letters/[slug]/overview/Standing";
import { Times } from "@/app/admin/letters/[slug]/overview/Times";
import { firstDay, OverviewQuery, rangeNames, withoutGaps } from "@/lib/figures/days";
import { readDays, readShares, readTroubledMail } from "@/lib/figures/queries";
import { translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { statusCounts, tallyOf } from "@/lib/moderation/tally";

interface OverviewPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}

const mostMails = 50;

export async function generateMetadata({ params }: OverviewPageProps): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("overview.title"));
}

/** The letter in figures: day by day, where signatures stand and come from, how long they wait, and mail that failed. */
export default async function OverviewPage({ params, searchParams }: OverviewPageProps) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) notTheirs();
  const { range } = OverviewQuery.parse(await searchParams);
  const locale = await deskLocale();
  const t = translator(locale);
  const now = new Date();
  const since = firstDay(range, now);
  const [{ days, times }, { countries, languages, mails }, tally, troubled] = await Promise.all([
    readDays(letter.id, since),
    readShares(letter.id),
    tallyOf(letter.id),
    readTroubledMail(letter.id, mostMails + 1),
  ]);
  const statuses = statusCounts(tally);
  const isEmpty = statuses.every(({ count }) => count === 0);
  const here = `/admin/letters/${letter.slug}`;
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/overview" }}>
      <div className={styles.head}>
        <h1>{t("overview.title")}</h1>
        {!isEmpty && (
          <nav className="views" aria-label={t("overview.range.label")}>
            {rangeNames.map((name) => (
              <DeskLink
                key={name}
                href={`${here}/overview?range=${name}`}
                aria-current={name === range ? "page" : undefined}
              >
                {t(`overview.range.${name}`)}
              </DeskLink>
            ))}
          </nav>
        )}
      </div>
      {isEmpty ? (
        <p className="empty">{t("overview.empty")}</p>
      ) : (
        <>
          <DayByDay {...{ t, locale }} {...withoutGaps(days, since, now)} />
          <div className={`${styles.part} ${styles.columns}`}>
            <div>
              <Statuses {...{ t, locale, statuses }} />
              {languages.length > 0 && <Languages {...{ t, locale }} shares={languages} />}
            </div>
            {countries.length > 0 && <Countries {...{ t, locale }} shares={countries} />}
            <Times {...{ t, locale, times }} />
          </div>
        </>
      )}
      {(!isEmpty || mails.length > 0) && (
        <FailedMail
          {...{ t, locale, here }}
          mails={troubled.slice(0, mostMails)}
          counts={mails}
          isCut={troubled.length > mostMails}
        />
      )}
    </Frame>
  );
}
