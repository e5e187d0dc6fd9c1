import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { ReasonsForm } from "@/app/admin/letters/[slug]/reasons/ReasonsForm";
import { may } from "@/lib/accounts/rights";
import { languageInSentence, locales, ownName } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";
import { mostReasons, reasonsIn } from "@/lib/moderation/reasons";

/** Rows for new reasons. */
const spare = 2;

export async function generateMetadata({ params }: { params: Promise<{ slug: string }> }): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("desk.reasonsPage.title"));
}

/** The reasons that moderators choose from, in each language; for the letter's owners. */
export default async function ReasonsPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const reasons = await reasonsIn(letter.id);
  const rows = [...reasons, ...Array.from({ length: spare }, () => ({}))].slice(0, mostReasons);
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/reasons" }}>
      <h1>{t("desk.reasonsPage.title")}</h1>
      <p className="soft">
        {t("desk.reasonsPage.intro", { language: languageInSentence(letter.locale, locale) })}
      </p>
      <ReasonsForm
        slug={letter.slug}
        languages={locales.map((language) => ({ locale: language, name: ownName(language) }))}
        reasons={rows}
        words={{
          save: t("desk.reasonsPage.save"),
          first: t("desk.reasonsPage.first"),
          firstHint: t("desk.reasonsPage.firstHint"),
          rows: rows.map((_, place) => t("desk.reasonsPage.row", { number: place + 1 })),
        }}
      />
    </Frame>
  );
}
