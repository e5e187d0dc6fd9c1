import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { queueAddress, readQueueQuery, type SearchParams } from "@/app/admin/_queue";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { BulkForm } from "@/app/admin/letters/[slug]/bulk/BulkForm";
import { Filters } from "@/app/admin/letters/[slug]/Filters";
import { FollowQueue } from "@/app/admin/letters/[slug]/FollowQueue";
import { QueueList } from "@/app/admin/letters/[slug]/QueueList";
import { may } from "@/lib/accounts/rights";
import { fieldsAskedFor } from "@/lib/amendments/queries";
import { newestEntry } from "@/lib/audit/queries";
import { evidenceOf } from "@/lib/evidence/queries";
import { formatCount, type Translate, translator } from "@/lib/i18n/translate";
import { bulkLimit } from "@/lib/moderation/bulk";
import { colleaguesOf, deskLetter } from "@/lib/moderation/queries";
import { readQueue, viewCounts } from "@/lib/moderation/queue";
import { queueViews } from "@/lib/moderation/queue-query";
import { reasonMark, reasonsIn, reasonText } from "@/lib/moderation/reasons";
import { tallyOf } from "@/lib/moderation/tally";
import { tagsOf, tagsOfEach } from "@/lib/tags/queries";

interface QueuePageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}

const bulkForm = "bulk";

export async function generateMetadata({ params }: QueuePageProps): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("desk.nav.queue"));
}

/** The queue of a letter: a view with its count, searched and filtered as the address says, a page at a time. */
export default async function QueuePage({ params, searchParams }: QueuePageProps) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) notTheirs();
  const search = await searchParams;
  const { query, after, isFiltered } = readQueueQuery(search);
  // A form sends each field, also those that were left alone: the address that is shared has none of them.
  if (Object.values(search).includes(""))
    redirect(queueAddress(`/admin/letters/${letter.slug}`, query, after ? { after } : {}));
  const locale = await deskLocale();
  const t = translator(locale);
  const place = { letterId: letter.id, moderatorId: moderator.moderatorId };
  // Before the rows: what is written meanwhile counts as not seen.
  const seen = await newestEntry(letter.id);
  const [{ items, next, isLoose }, tally, colleagues, reasons, tags] = await Promise.all([
    readQueue(place, query, after),
    tallyOf(letter.id),
    colleaguesOf(letter.id),
    reasonsIn(letter.id),
    tagsOf(letter.id),
  ]);
  const counts = viewCounts(tally, moderator.moderatorId);
  const ids = items.map(({ id }) => id);
  const [evidence, tagged, asked] = await Promise.all([
    evidenceOf(ids),
    tagsOfEach(ids),
    fieldsAskedFor(ids),
  ]);
  // What is asked about published names is decided one by one.
  const isForMany = may(letter.role, "moderate") && query.view !== "amended";
  const here = `/admin/letters/${letter.slug}`;
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "" }} keys="queue">
      <h1>{t(`desk.views.${query.view}`)}</h1>
      <nav className="views" aria-label={t("desk.nav.views")}>
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
      {isFiltered && <p className="soft">{t("desk.search.countsOfAll")}</p>}
      <Filters {...{ t, locale, here, query, colleagues, tags, isFiltered }} />
      <FollowQueue
        slug={letter.slug}
        rows={ids}
        words={{
          updated: t("desk.together.updated"),
          looking: t("desk.together.lookingShort"),
          ended: t("desk.together.ended"),
          signIn: t("desk.together.signIn"),
        }}
      />
      {isLoose && <p className="soft">{t("desk.search.loose", { q: query.q })}</p>}
      {items.length === 0 ? (
        <p className="empty">{t(isFiltered ? "desk.empty.filtered" : `desk.empty.${query.view}`)}</p>
      ) : (
        <>
          {isForMany && (
            <BulkForm
              id={bulkForm}
              slug={letter.slug}
              query={queueAddress("", query).slice(1)}
              seen={String(seen)}
              reasons={reasons.map((texts) => ({
                text: reasonText(texts, locale, letter.locale),
                mark: reasonMark(texts),
              }))}
              colleagues={colleagues}
              knownTags={tags.map(({ name }) => name)}
              words={bulkWords(t)}
            />
          )}
          <QueueList
            {...{ t, locale, here, query, items, evidence, asked, tags: tagged }}
            bulkForm={isForMany ? bulkForm : null}
          />
        </>
      )}
      {next && (
        <p>
          <DeskLink href={queueAddress(here, query, { after: next })}>{t("desk.more")}</DeskLink>
        </p>
      )}
    </Frame>
  );
}

function bulkWords(t: Translate) {
  return {
    title: t("desk.bulk.title"),
    scope: t("desk.bulk.scope"),
    selected: t("desk.bulk.selected"),
    all: t("desk.bulk.all", { max: bulkLimit }),
    choose: t("desk.choose"),
    chooseNone: t("desk.chooseNone"),
    reason: t("desk.reason"),
    reasonHint: t("desk.bulk.reasonHint"),
    start: t("desk.bulk.start"),
    approve: t("desk.bulk.approve"),
    reject: t("desk.bulk.reject"),
    hold: t("desk.handling.hold"),
    release: t("desk.handling.release"),
    assignLabel: t("desk.handling.assignLabel"),
    nobody: t("desk.search.nobody"),
    assign: t("desk.handling.assign"),
    tagLabel: t("desk.handling.tagLabel"),
    tag: t("desk.handling.tag"),
  };
}
