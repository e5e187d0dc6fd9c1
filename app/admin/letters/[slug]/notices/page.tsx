import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { titleAtLetter } from "@/app/admin/_title";
import { NoticesForm } from "@/app/admin/letters/[slug]/notices/NoticesForm";
import styles from "@/app/admin/letters/[slug]/notices/notices.module.css";
import { may } from "@/lib/accounts/rights";
import { choiceOf } from "@/lib/digest/queries";
import { digestHour, noticeChoices, restMinutes } from "@/lib/digest/schema";
import { translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";

export async function generateMetadata({ params }: { params: Promise<{ slug: string }> }): Promise<Metadata> {
  return titleAtLetter(params, (t) => t("digest.title"));
}

/** How often a moderator wants mail about what waits; for whoever may decide. */
export default async function NoticesPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "moderate")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const about = { minutes: restMinutes, at: `${String(digestHour).padStart(2, "0")}:00` };
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/notices" }}>
      <h1>{t("digest.title")}</h1>
      <p className={`soft ${styles.intro}`}>{t("digest.intro", { email: moderator.email })}</p>
      <NoticesForm
        slug={letter.slug}
        chosen={await choiceOf(letter.id, moderator.moderatorId)}
        choices={noticeChoices.map((choice) => ({
          choice,
          label: t(`digest.choice.${choice}`),
          hint: t(`digest.hint.${choice}`, about),
        }))}
        words={{ legend: t("digest.legend"), save: t("digest.save") }}
      />
    </Frame>
  );
}
