import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { Refresh } from "@/app/admin/letters/[slug]/bulk/[id]/Refresh";
import { newsForm } from "@/app/admin/letters/[slug]/news/_form";
import { SendForm } from "@/app/admin/letters/[slug]/news/[id]/SendForm";
import { NewsForm } from "@/app/admin/letters/[slug]/news/NewsForm";
import styles from "@/app/admin/letters/[slug]/news/news.module.css";
import { Preview } from "@/app/admin/letters/[slug]/news/Preview";
import { Recipients } from "@/app/admin/letters/[slug]/news/Recipients";
import { may } from "@/lib/accounts/rights";
import { type Locale, languageName } from "@/lib/i18n/locales";
import { formatMoment, type Translate, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { findNews, type News, progressOf } from "@/lib/news/queries";
import { textFor } from "@/lib/news/schema";

interface NewsPageProps {
  params: Promise<{ slug: string; id: string }>;
}

export async function generateMetadata({ params }: NewsPageProps): Promise<Metadata> {
  return titleAtLetter(params, async (_, moderatorId) => {
    const { slug, id } = await params;
    const letter = await deskLetter(slug, moderatorId);
    if (!letter || !may(letter.role, "govern")) return null;
    const news = await findNews(id, letter.id);
    return (news && textFor(news.texts, letter.locale, letter.locale)?.subject) ?? null;
  });
}

/** One news: a draft to read, change and send, or how its sending goes; for owners. */
export default async function NewsPage({ params }: NewsPageProps) {
  const moderator = await requireModerator();
  const { slug, id } = await params;
  const letter = await deskLetter(slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const news = await findNews(id, letter.id);
  if (!news) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const here = `/admin/letters/${slug}`;
  return (
    <Frame t={t} moderator={moderator}>
      <p className="trail">
        <DeskLink href={`${here}/news`}>{t("news.back")}</DeskLink>
      </p>
      <h1 dir="auto">{textFor(news.texts, letter.locale, letter.locale)?.subject}</h1>
      <p className="soft">
        {t("news.by", { email: news.authorEmail, at: formatMoment(news.writtenAt, locale) })}
      </p>
      {news.startedAt && <Progress {...{ t, locale, news }} startedAt={news.startedAt} />}
      <h2>{t("news.preview")}</h2>
      {news.texts.map((text) => (
        <section key={text.locale} className={styles.preview} lang={text.locale} dir="auto">
          <h3>
            <span className="soft" lang={locale}>
              {languageName(text.locale, locale)}
            </span>{" "}
            {text.subject}
          </h3>
          <Preview body={text.body} />
        </section>
      ))}
      {!news.startedAt && (
        <>
          <Recipients t={t} letterId={letter.id} />
          <SendForm
            slug={slug}
            newsId={id}
            words={{
              copy: t("news.copy"),
              send: t("news.send"),
              sure: t("news.sure"),
              discard: t("news.discard"),
            }}
          />
          <h2>{t("news.write")}</h2>
          <NewsForm slug={slug} newsId={id} {...newsForm(t, locale, letter.locale, news.texts)} />
        </>
      )}
    </Frame>
  );
}

/** How far a news is that was let go. */
async function Progress({
  t,
  locale,
  news,
  startedAt,
}: {
  t: Translate;
  locale: Locale;
  news: News;
  startedAt: Date;
}) {
  const progress = await progressOf(news.id);
  const { queued, sent, failed, cancelled } = progress;
  const isUnderWay = !news.addressedAt || queued > 0;
  return (
    <>
      <p>{t("news.sending", { email: news.startedByEmail ?? "?", at: formatMoment(startedAt, locale) })}</p>
      <progress
        className="bulk-progress"
        value={sent + failed + cancelled}
        max={Math.max(1, queued + sent + failed + cancelled)}
        aria-label={t("news.title")}
      />
      <p role="status">
        {t("news.progress", { sent, queued, failed, cancelled })}{" "}
        {news.addressedAt ? !isUnderWay && t("news.all") : t("news.addressing")}
      </p>
      {isUnderWay && <Refresh />}
    </>
  );
}
