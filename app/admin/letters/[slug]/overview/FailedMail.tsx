import { DeskLink } from "@/app/admin/_link";
import { troubleWords } from "@/app/admin/_words";
import { NumberTable } from "@/app/admin/letters/[slug]/overview/Numbers";
import styles from "@/app/admin/letters/[slug]/overview/overview.module.css";
import type { MailCount, TroubledMail } from "@/lib/figures/queries";
import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import { nobodyToWriteTo } from "@/lib/mail/messages";

const statuses = ["sent", "queued", "failed", "cancelled"] as const;

export interface FailedMailProps {
  t: Translate;
  locale: Locale;
  /** The address of the letter's desk. */
  here: string;
  mails: TroubledMail[];
  counts: MailCount[];
  /** Whether there are more than the list shows. */
  isCut: boolean;
}

/** The mails that failed or still try, with what the mail server said, and how many of each kind there are. */
export function FailedMail({ t, locale, here, mails, counts, isCut }: FailedMailProps) {
  const kinds = [...new Set(counts.map(({ kind }) => kind))];
  const countOf = (kind: string, status: string) =>
    counts.find((one) => one.kind === kind && one.status === status)?.count ?? 0;
  return (
    <section className={styles.part} aria-labelledby="mail">
      <h2 id="mail">{t("overview.mail.title")}</h2>
      {mails.length === 0 && <p className="soft">{t("overview.mail.none")}</p>}
      {isCut && <p className="soft">{t("overview.mail.newest", { number: mails.length })}</p>}
      <ul className={styles.mails}>
        {mails.map((mail) => (
          <li key={mail.id}>
            <Recipient {...{ t, here, mail }} />{" "}
            <span className="soft">
              {[
                t(`desk.mailKind.${mail.kind}`),
                formatMoment(mail.createdAt, locale),
                mail.status === "queued" ? t("overview.mail.trying") : t(`desk.mailStatus.${mail.status}`),
              ].join(" · ")}
            </span>
            <br />
            {mail.trouble && <>{troubleWords(t, { ...mail, trouble: mail.trouble })} </>}
            {mail.lastError === nobodyToWriteTo ? (
              t("overview.mail.nobody")
            ) : (
              <bdi>{t("desk.mailSaid", { error: mail.lastError })}</bdi>
            )}
          </li>
        ))}
      </ul>
      {kinds.length > 0 && (
        <div className={styles.figure}>
          <h3>{t("overview.mail.counts")}</h3>
          <NumberTable
            locale={locale}
            caption={t("overview.mail.counts")}
            heads={[t("overview.mail.kind"), ...statuses.map((status) => t(`desk.mailStatus.${status}`))]}
            rows={kinds.map((kind) => ({
              label: t(`desk.mailKind.${kind}`),
              counts: statuses.map((status) => countOf(kind, status)),
            }))}
          />
        </div>
      )}
    </section>
  );
}

/** Whose mail it was: a signature's, or a moderator's own. */
function Recipient({ t, here, mail }: { t: Translate; here: string; mail: TroubledMail }) {
  if (mail.signatureId === null || mail.name === null) return t("overview.mail.toModerator");
  return (
    <DeskLink href={`${here}/signatures/${mail.signatureId}`}>
      <bdi>{mail.name || t("privacy.desk.anonymised")}</bdi>
    </DeskLink>
  );
}
