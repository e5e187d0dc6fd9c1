import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import type { SearchParams } from "@/app/admin/_queue";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { actionWords } from "@/app/admin/_words";
import { type LogEntry, namedIn, readLog } from "@/lib/audit/queries";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";

interface LogPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<SearchParams>;
}

const pageSize = 100;

export async function generateMetadata({ params }: LogPageProps): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("desk.log.title"));
}

/** Everything that was done with a letter and its signatures, newest first. */
export default async function LogPage({ params, searchParams }: LogPageProps) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const { before } = await searchParams;
  const from = typeof before === "string" && /^\d{1,18}$/.test(before) ? BigInt(before) : null;
  const entries = await readLog(letter.id, from, pageSize);
  const named = await namedIn(entries);
  const here = `/admin/letters/${letter.slug}`;
  const last = entries.at(-1);
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/log" }}>
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
            <Subject {...{ t, here, entry, named }} />
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

interface SubjectProps {
  t: Translate;
  here: string;
  entry: LogEntry;
  /** Whom the entries name, by id. */
  named: Map<string, string>;
}

/** What an entry about the letter says more: whom it is about, or how many, with the way there. */
function AboutLetter({ t, here, entry, named }: SubjectProps) {
  const parts = (entry.detail ?? "").split(" ");
  if (entry.action === "bulk" || entry.action === "unbulk") {
    const [count, id] = entry.action === "bulk" ? [parts[1], parts[2]] : [undefined, parts[0]];
    const words = count ? t("desk.log.rows", { count: Number(count) }) : t("desk.log.many");
    return id ? (
      <DeskLink href={`${here}/bulk/${id}`}>{words}</DeskLink>
    ) : (
      <span className="soft">{words}</span>
    );
  }
  const whom = parts.flatMap((part) => named.get(part) ?? []);
  if (whom.length === 0) return <span className="soft">{t("desk.log.letter")}</span>;
  return <bdi>{whom.join(", ")}</bdi>;
}

/** What an entry is about. */
function Subject({ t, here, entry, named }: SubjectProps) {
  if (entry.signatureId === null) return <AboutLetter {...{ t, here, entry, named }} />;
  if (entry.name === null) return <span className="soft">{t("desk.log.gone")}</span>;
  return (
    <DeskLink href={`${here}/signatures/${entry.signatureId}`}>
      <bdi>{entry.name || t("privacy.desk.anonymised")}</bdi>
    </DeskLink>
  );
}
