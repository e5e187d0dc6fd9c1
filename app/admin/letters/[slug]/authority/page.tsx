import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { AuthorityRuleForm } from "@/app/admin/letters/[slug]/authority/AuthorityRuleForm";
import styles from "@/app/admin/letters/[slug]/notices/notices.module.css";
import { may } from "@/lib/accounts/rights";
import { authorityRuleOf } from "@/lib/authority/rule";
import { authorityRules, noticeDays } from "@/lib/authority/schema";
import { translator } from "@/lib/i18n/translate";
import { deskLetter } from "@/lib/moderation/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translator(await deskLocale())("authority.page.title") };
}

/** When organisations must be told that somebody signed for them; for the letter's owners. */
export default async function AuthorityPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const { rule, waits, days } = await authorityRuleOf(letter.id);
  const { least, most } = noticeDays;
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/authority" }}>
      <h1>{t("authority.page.title")}</h1>
      <p className={`soft ${styles.intro}`}>{t("authority.page.intro")}</p>
      <AuthorityRuleForm
        slug={letter.slug}
        kept={{ rule, waits, days: String(days) }}
        rules={authorityRules.map((one) => ({
          rule: one,
          label: t(`authority.page.rule.${one}`),
          hint: t(`authority.page.ruleHint.${one}`),
        }))}
        limits={{ least, most }}
        words={{
          legend: t("authority.page.legend"),
          waits: t("authority.page.waits"),
          waitsHint: t("authority.page.waitsHint"),
          days: t("authority.page.days"),
          daysHint: t("authority.page.daysHint", { least, max: most }),
          save: t("authority.page.save"),
        }}
      />
    </Frame>
  );
}
