import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { newsForm } from "@/app/admin/letters/[slug]/news/_form";
import { NewsForm } from "@/app/admin/letters/[slug]/news/NewsForm";
import { Recipients } from "@/app/admin/letters/[slug]/news/Recipients";
import { may } from "@/lib/accounts/rights";
import { formatMoment, translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { listNews } from "@/lib/news/queries";
import { textFor } from "@/lib/news/schema";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translator(await deskLocale())("news.title") };
}

/** The news of a letter: what was written, and room for more; for owners. */
export default async function NewsListPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const written = await listNews(letter.id);
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/news" }}>
      <h1>{t("news.title")}</h1>
      <p className="soft">{t("news.intro")}</p>
      <Recipients t={t} letterId={letter.id} />
      <h2>{t("news.list")}</h2>
      {written.length === 0 && <p className="soft">{t("news.none")}</p>}
      <ul>
        {written.map(({ id, texts, startedAt }) => (
          <li key={id}>
            <DeskLink href={`/admin/letters/${letter.slug}/news/${id}`}>
              <bdi>{textFor(texts, letter.locale, letter.locale)?.subject}</bdi>
            </DeskLink>{" "}
            <span className="soft">
              {startedAt ? t("news.started", { at: formatMoment(startedAt, locale) }) : t("news.draft")}
            </span>
          </li>
        ))}
      </ul>
      <h2>{t("news.write")}</h2>
      <NewsForm slug={letter.slug} newsId="" {...newsForm(t, locale, letter.locale, [])} />
    </Frame>
  );
}
