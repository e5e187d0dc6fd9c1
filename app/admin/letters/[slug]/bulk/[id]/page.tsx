import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import type { SearchParams } from "@/app/admin/_queue";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { Refresh } from "@/app/admin/letters/[slug]/bulk/[id]/Refresh";
import { UndoForm } from "@/app/admin/letters/[slug]/bulk/[id]/UndoForm";
import { may } from "@/lib/accounts/rights";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { readBulk, readBulkRows } from "@/lib/moderation/bulk-queries";
import { deskLetter } from "@/lib/moderation/queries";
import { isStatus } from "@/lib/moderation/queue-query";

interface BulkPageProps {
  params: Promise<{ slug: string; id: string }>;
  searchParams: Promise<SearchParams>;
}

const rowsPerPage = 200;

export async function generateMetadata({ params }: BulkPageProps): Promise<Metadata> {
  return titleAtLetter(params, async (t, moderatorId) => {
    const { slug, id } = await params;
    const letter = await deskLetter(slug, moderatorId);
    const bulk = letter && (await readBulk(id, letter.id));
    return bulk && t("desk.bulk.pageTitle", { kind: bulk.kind, total: bulk.total });
  });
}

/** How something about many goes, and what came of each signature. */
export default async function BulkPage({ params, searchParams }: BulkPageProps) {
  const moderator = await requireModerator();
  const { slug, id } = await params;
  const letter = await deskLetter(slug, moderator.moderatorId);
  const bulk = letter && (await readBulk(id, letter.id));
  if (!bulk) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const { after } = await searchParams;
  const from = typeof after === "string" && /^\d{1,5}$/.test(after) ? Number(after) : 0;
  const rows = await readBulkRows(id, from, rowsPerPage);
  const here = `/admin/letters/${slug}`;
  const done = bulk.total - bulk.left;
  // A button that has run out is taken away as well.
  const isMoving = !bulk.finishedAt || bulk.canUndo || (bulk.undoneAt !== null && !bulk.undoFinishedAt);
  const title = t("desk.bulk.pageTitle", { kind: bulk.kind, total: bulk.total });
  return (
    <Frame t={t} moderator={moderator}>
      <p className="trail">
        <DeskLink href={here}>{t("desk.backToQueue")}</DeskLink>
      </p>
      <h1>{title}</h1>
      <p className="soft">
        {t("desk.bulk.by", { email: bulk.moderatorEmail, at: formatMoment(bulk.startedAt, locale) })}
      </p>
      <progress className="bulk-progress" value={done} max={bulk.total} aria-label={title} />
      <p role="status">
        {bulk.finishedAt
          ? t("desk.bulk.finished", { at: formatMoment(bulk.finishedAt, locale) })
          : t("desk.bulk.running", { done, total: bulk.total })}
      </p>
      {bulk.undoneAt && (
        <p role="status">
          {t(bulk.undoFinishedAt ? "desk.bulk.undo.finished" : "desk.bulk.undo.running", {
            email: bulk.undoneByEmail ?? "?",
            at: formatMoment(bulk.undoneAt, locale),
          })}
        </p>
      )}
      <UndoForm
        slug={slug}
        bulkId={id}
        canUndo={bulk.canUndo && may(letter.role, "moderate")}
        words={{ button: t("desk.bulk.undo.button"), wait: t("desk.bulk.undo.wait") }}
      />
      {isMoving && <Refresh />}
      <ul className="outcomes soft">
        {Object.entries(bulk.outcomes).map(([outcome, count]) => (
          <li key={outcome}>{t("desk.bulk.count", { words: outcomeWords(t, outcome), count })}</li>
        ))}
      </ul>
      <ol className="history" start={from + 1}>
        {rows.map((row) => (
          <li key={row.place}>
            {row.name === null ? (
              <span className="soft">{t("desk.log.gone")}</span>
            ) : (
              <DeskLink href={`${here}/signatures/${row.signatureId}`}>
                <bdi>{row.name || t("privacy.desk.anonymised")}</bdi>
              </DeskLink>
            )}{" "}
            <span className="soft">{outcomeWords(t, row.outcome)}</span>
          </li>
        ))}
      </ol>
      {rows.length === rowsPerPage && (
        <p>
          <DeskLink href={`${here}/bulk/${id}?after=${from + rowsPerPage}`}>{t("desk.bulk.next")}</DeskLink>
        </p>
      )}
    </Frame>
  );
}

function outcomeWords(t: Translate, outcome: string | null): string {
  if (outcome === null) return t("desk.bulk.outcome.waiting");
  const known = [
    "done",
    "unknown",
    "undone",
    "kept",
    "changed",
    "notPending",
    "noColleague",
    "tooManyTags",
  ] as const;
  const said = known.find((one) => one === outcome);
  if (said) return t(`desk.bulk.outcome.${said}`);
  const untold = (["noticeNeeded", "noOwnDomain", "noticeRuns", "objected"] as const).find(
    (one) => one === outcome,
  );
  if (untold) return t(`authority.outcome.${untold}`);
  return t("desk.bulk.outcome.already", {
    status: isStatus(outcome) ? t(`desk.status.${outcome}`) : outcome,
  });
}
