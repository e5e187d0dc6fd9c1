import type { Metadata } from "next";
import { Frame } from "@/app/admin/_frame";
import { deskLocale, notTheirs, requireModerator } from "@/app/admin/_session";
import { CheckForm } from "@/app/admin/letters/[slug]/mail/CheckForm";
import { may } from "@/lib/accounts/rights";
import { env } from "@/lib/env";
import { translator } from "@/lib/i18n/translate";
import { serverOf } from "@/lib/mail/check";
import { dkimKey, dkimRecord } from "@/lib/mail/dkim";
import { deskLetter } from "@/lib/moderation/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translator(await deskLocale())("mailCheck.title") };
}

/** Whether mail can leave, tried and said in words; for owners. */
export default async function MailPage({ params }: { params: Promise<{ slug: string }> }) {
  const moderator = await requireModerator();
  const letter = await deskLetter((await params).slug, moderator.moderatorId);
  if (!letter || !may(letter.role, "govern")) notTheirs();
  const locale = await deskLocale();
  const t = translator(locale);
  const { SMTP_URL, MAIL_FROM } = env();
  const key = dkimKey();
  const record = key && dkimRecord(key);
  return (
    <Frame t={t} moderator={moderator} of={{ locale, letter, at: "/mail" }}>
      <div className="mail-check">
        <h1>{t("mailCheck.title")}</h1>
        <p className="soft">{t("mailCheck.intro")}</p>
        <p>
          {SMTP_URL
            ? t("mailCheck.server", { server: serverOf(SMTP_URL), from: MAIL_FROM })
            : t("mailCheck.inbox")}
        </p>
        <CheckForm
          slug={letter.slug}
          words={{
            button: t("mailCheck.button"),
            to: t("mailCheck.to", { email: moderator.email }),
            steps: t("mailCheck.steps"),
            records: t("mailCheck.records"),
          }}
        />
        <p className="soft">{t("mailCheck.recordsHint")}</p>
        {record && (
          <section aria-labelledby="dkim">
            <h2 id="dkim">{t("mailCheck.dkimRecord")}</h2>
            <dl className="facts">
              <div>
                <dt>{t("mailCheck.dkimName")}</dt>
                <dd>
                  <code>{record.name}</code>
                </dd>
              </div>
              <div>
                <dt>{t("mailCheck.dkimText")}</dt>
                <dd>
                  <code>{record.text}</code>
                </dd>
              </div>
            </dl>
          </section>
        )}
      </div>
    </Frame>
  );
}
