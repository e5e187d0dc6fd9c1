import { notFound } from "next/navigation";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { queueAddress, readQueueQuery, type SearchParams } from "@/app/admin/_queue";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { Filters } from "@/app/admin/letters/[slug]/Filters";
import { QueueList } from "@/app/admin/letters/[slug]/QueueList";
import { evidenceOf } from "@/lib/evidence/queries";
import { formatCount, translator } from "@/lib/i18n/translate";
import { colleaguesOf, deskLetter } from "@/lib/moderation/queries";
import { queueViews, readQueue, viewCounts } from "@/lib/moderation/queue";
import { tallyOf } from "@/lib/moderation/tally";

interface QueuePageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}

/** The queue of a letter: a view with its count, searched and filtered as the address says, a page at a time. */
export default async function QueuePage({ params, searchParams }: QueuePageProps) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) notFound();
  const { query, after, isFiltered } = readQueueQuery(await searchParams);
  const locale = await deskLocale();
  const t = translator(locale);
  const place = { letterId: letter.id, moderatorId: moderator.moderatorId };
  const [{ items, next, isLoose }, tally, colleagues] = await Promise.all([
    readQueue(place, query, after),
    tallyOf(letter.id),
    colleaguesOf(letter.id),
  ]);
  const counts = viewCounts(tally, moderator.moderatorId);
  const evidence = await evidenceOf(items.map(({ id }) => id));
  const isOwner = letter.role === "owner";
  const here = `/admin/letters/${letter.slug}`;
  return (
    <Frame t={t} moderator={moderator} keys="queue">
      <div className="head">
        <h1>{t(`desk.views.${query.view}`)}</h1>
        <p className="head-links">
          <DeskLink href={`${here}/log`}>{t("desk.log.title")}</DeskLink>
          {isOwner && <DeskLink href={`${here}/reasons`}>{t("desk.reasonsPage.title")}</DeskLink>}
          <a href={`/${locale}/${letter.slug}`}>{t("desk.publicPage")}</a>
        </p>
      </div>
      <nav className="views">
        {queueViews.map((view, at) => (
          <DeskLink
            key={view}
            data-key={String(at + 1)}
            href={queueAddress(here, { ...query, view, status: undefined })}
            aria-current={view === query.view ? "page" : undefined}
          >
            {t(`desk.views.${view}`)} <span className="count">{formatCount(counts[view], locale)}</span>
          </DeskLink>
        ))}
      </nav>
      <Filters {...{ t, locale, here, query, colleagues, isFiltered }} />
      {isLoose && <p className="soft">{t("desk.search.loose", { q: query.q })}</p>}
      {items.length === 0 ? (
        <p className="empty">{t(isFiltered ? "desk.empty.filtered" : `desk.empty.${query.view}`)}</p>
      ) : (
        <QueueList {...{ t, locale, here, query, items, evidence }} />
      )}
      {next && (
        <p>
          <DeskLink href={queueAddress(here, query, { after: next })}>{t("desk.more")}</DeskLink>
        </p>
      )}
    </Frame>
  );
}
