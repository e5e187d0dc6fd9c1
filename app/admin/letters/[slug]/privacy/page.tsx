import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { FindForm } from "@/app/admin/letters/[slug]/privacy/FindForm";
import { PrivacyForm } from "@/app/admin/letters/[slug]/privacy/PrivacyForm";
import styles from "@/app/admin/letters/[slug]/privacy/privacy.module.css";
import { may } from "@/lib/accounts/rights";
import { translator } from "@/lib/i18n/translate";
import { findLetter } from "@/lib/letters/queries";
import { deskLetter } from "@/lib/moderation/queries";
import { contactMonths } from "@/lib/privacy/rules";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translator(await deskLocale())("privacy.desk.title") };
}

/** What a letter says about personal data, and where requests are answered; for its owners. */
export default async function PrivacyPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const said = await findLetter(letter.slug, locale);
  if (!said) notTheirs();
  const { least, most } = contactMonths;
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/privacy" }}>
      <h1>{t("privacy.desk.title")}</h1>
      <p className="soft">
        {t("privacy.desk.intro")} <a href={`/${locale}/${letter.slug}/privacy`}>{t("privacy.desk.page")}</a>
      </p>
      <div className={styles.page}>
        <PrivacyForm
          slug={letter.slug}
          months={said.contactMonths}
          contact={said.privacyContact ?? ""}
          words={{
            months: t("privacy.desk.months"),
            monthsHint: t("privacy.desk.monthsHint", { least, most }),
            contact: t("privacy.desk.contact"),
            contactHint: t("privacy.desk.contactHint"),
            save: t("privacy.desk.save"),
          }}
        />
        <FindForm
          slug={letter.slug}
          words={{
            title: t("privacy.desk.find.title"),
            intro: t("privacy.desk.find.intro"),
            address: t("privacy.desk.find.address"),
            button: t("privacy.desk.find.button"),
          }}
        />
      </div>
    </Frame>
  );
}
