import { notFound } from "next/navigation";
import { Frame } from "@/app/admin/_frame";
import { DeskLink } from "@/app/admin/_link";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { ReasonsForm } from "@/app/admin/letters/[slug]/reasons/ReasonsForm";
import { locales, ownName } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { reasonsOf } from "@/lib/moderation/reasons";

/** The reasons that moderators choose from, one list a language; for the letter's owners. */
export default async function ReasonsPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (letter?.role !== "owner") notFound();
  const t = translator(await deskLocale());
  const lists = await Promise.all(
    locales.map(async (locale) => ({ locale, reasons: await reasonsOf(letter.id, locale) })),
  );
  return (
    <Frame t={t} moderator={moderator}>
      <p className="trail">
        <DeskLink href={`/admin/letters/${letter.slug}`}>{t("desk.backToQueue")}</DeskLink>
      </p>
      <h1>{t("desk.reasonsPage.title")}</h1>
      <p className="soft">{t("desk.reasonsPage.intro")}</p>
      {lists.map(({ locale, reasons }) => (
        <ReasonsForm
          key={locale}
          slug={letter.slug}
          locale={locale}
          language={ownName(locale)}
          reasons={reasons}
          save={t("desk.reasonsPage.save")}
        />
      ))}
    </Frame>
  );
}
