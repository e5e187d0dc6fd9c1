import { notFound } from "next/navigation";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, requireModerator } from "@/app/admin/_session";
import { LetterNav } from "@/app/admin/letters/[slug]/LetterNav";
import { ReasonsForm } from "@/app/admin/letters/[slug]/reasons/ReasonsForm";
import { may } from "@/lib/accounts/rights";
import { locales, ownName } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { reasonsOf } from "@/lib/moderation/reasons";

/** The reasons that moderators choose from, one list a language; for the letter's owners. */
export default async function ReasonsPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notFound();
  const locale = await deskLocale();
  const t = translator(locale);
  const lists = await Promise.all(
    locales.map(async (language) => ({ language, reasons: await reasonsOf(letter.id, language) })),
  );
  return (
    <Frame t={t} moderator={moderator}>
      <LetterNav t={t} locale={locale} letter={letter} at="/reasons" />
      <h1>{t("desk.reasonsPage.title")}</h1>
      <p className="soft">{t("desk.reasonsPage.intro")}</p>
      {lists.map(({ language, reasons }) => (
        <ReasonsForm
          key={language}
          slug={letter.slug}
          locale={language}
          language={ownName(language)}
          reasons={reasons}
          save={t("desk.reasonsPage.save")}
        />
      ))}
    </Frame>
  );
}
