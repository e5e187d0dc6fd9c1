import { notFound } from "next/navigation";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import type { SearchParams } from "@/app/admin/_queue";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { actionWords } from "@/app/admin/_words";
import { LetterNav } from "@/app/admin/letters/[slug]/LetterNav";
import { type LogEntry, readLog } from "@/lib/audit/queries";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";

interface LogPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}

const pageSize = 100;

/** Everything that was done with a letter and its signatures, newest first. */
export default async function LogPage({ params, searchParams }: LogPageProps) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) notFound();
  const locale = await deskLocale();
  const t = translator(locale);
  const { before } = await searchParams;
  const from = typeof before === "string" && /^\d{1,18}$/.test(before) ? BigInt(before) : null;
  const entries = await readLog(letter.id, from, pageSize);
  const here = `/admin/letters/${letter.slug}`;
  const last = entries.at(-1);
  return (
    <Frame t={t} moderator={moderator}>
      <LetterNav t={t} locale={locale} letter={letter} at="/log" />
      <h1>{t("desk.log.title")}</h1>
      <p className="soft">
        {t("desk.log.intro")}{" "}
        <a href={`${here}/log.csv`} download>
          {t("desk.log.export")}
        </a>
      </p>
      {entries.length === 0 && <p className="empty">{t("desk.log.empty")}</p>}
      <ol className="history log">
        {entries.map((entry) => (
          <li key={entry.id.toString()}>
            <time dateTime={entry.at.toISOString()}>{formatMoment(entry.at, locale)}</time>{" "}
            {actionWords(t, entry.action)}{" "}
            {t(`desk.historyBy.${entry.actor}`, { email: entry.moderatorEmail ?? "?" })}
            {": "}
            <Subject {...{ t, here, entry }} />
          </li>
        ))}
      </ol>
      {entries.length === pageSize && last && (
        <p>
          <DeskLink href={`${here}/log?before=${last.id}`}>{t("desk.log.older")}</DeskLink>
        </p>
      )}
    </Frame>
  );
}

/** What an entry is about. */
function Subject({ t, here, entry }: { t: Translate; here: string; entry: LogEntry }) {
  if (entry.signatureId === null) return <span className="soft">{t("desk.log.letter")}</span>;
  if (entry.name === null) return <span className="soft">{t("desk.log.gone")}</span>;
  return (
    <DeskLink href={`${here}/signatures/${entry.signatureId}`}>
      <bdi>{entry.name || t("privacy.desk.anonymised")}</bdi>
    </DeskLink>
  );
}
