import { Document, type PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { lookOf } from "@/app/_ui/document/LetterPage";
import { Grouped } from "@/app/_ui/document/ListRecord";
import { OwnChanges } from "@/app/_ui/document/mine/OwnChanges";
import { Ways } from "@/app/_ui/document/mine/Ways";
import { Receipt } from "@/app/_ui/document/Receipt";
import type { WaitingChange } from "@/lib/amendments/queries";
import type { OpenHandover } from "@/lib/handovers/queries";
import { countryName } from "@/lib/i18n/countries";
import { languageInSentence } from "@/lib/i18n/locales";
import { formatDay, formatLongMoment } from "@/lib/i18n/translate";
import { writeTo } from "@/lib/letters/contact";
import type { Letter } from "@/lib/letters/queries";
import { dueAfter, rules } from "@/lib/privacy/rules";
import type { OwnSignature } from "@/lib/signers/queries";

/** What the page says about the form that led to it. */
export const ownNotices = ["newsOn", "newsOff", "newsChanged", "newsTooMany", "handoverStopped"] as const;
export type OwnNotice = (typeof ownNotices)[number];

export interface OwnPageProps {
  context: PageContext;
  letter: Letter;
  signature: OwnSignature;
  /** What waits for a moderator, and who was named to take over. */
  amendment: WaitingChange | null;
  handover: OpenHandover | null;
  /** When whoever was named last said that it is not for them. */
  declined: Date | null;
  /** When the visit ends by itself. */
  until: Date;
  /** What has just happened, or did not. */
  notice?: OwnNotice;
}

/** A signer's own page: how the signature stands, what was signed, and everything that its signer can do about it. */
export function OwnPage(props: OwnPageProps) {
  const { context, letter, signature, amendment, handover, declined, until, notice } = props;
  const { t, locale } = context;
  const here = `/${locale}/${letter.slug}/mine`;
  const title = t("mine.title");
  return (
    <Document
      context={context}
      title={title}
      path={`/${letter.slug}/mine`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice own">
        <p className="kicker">
          <a href={`/${locale}/${letter.slug}`}>{letter.version.title}</a>
        </p>
        <h1>{title}</h1>
        <p className="own-name">
          <ForeignText lang={signature.nameLang} pageLang={locale}>
            {signature.name}
          </ForeignText>
        </p>
        {notice && (
          <p className="note" role="status">
            {t(`mine.notices.${notice}`)}
          </p>
        )}
        <Standing {...{ context, letter, signature }} />
        <OwnChanges {...{ context, letter, signature, amendment, handover, declined }} />
        <Ways {...{ context, letter, signature }} />
        {signature.receipt ? (
          <Receipt context={context} receipt={signature.receipt} download={`${here}/receipt.json`} />
        ) : (
          <Signed {...{ context, letter, signature }} />
        )}
        <form className="own-leave" method="post" action={`${here}/leave`}>
          <p className="hint">{t("mine.until", { at: formatLongMoment(until, locale) })}</p>
          <button type="submit" className="quiet">
            {t("mine.leave")}
          </button>
        </form>
      </div>
    </Document>
  );
}

type PartProps = Pick<OwnPageProps, "context" | "letter" | "signature">;

/** How the signature stands, in words, and what happens next. */
function Standing({ context, letter, signature }: PartProps) {
  const { t, locale } = context;
  const { status, aside, reason, endedAt } = signature;
  const standing = status === "pending" && aside !== null && aside !== "hold" ? aside : status;
  const erasedAt = endedAt && formatDay(dueAfter(rules.ended, endedAt), locale);
  return (
    <section className={`own-standing own-${status}`} aria-labelledby="standing-title">
      <h2 id="standing-title">{t(`mine.standing.${standing}`)}</h2>
      <p>{t(`mine.next.${standing}`, { publisher: writeTo(letter), days: rules.unconfirmed.days })}</p>
      {reason && <blockquote dir="auto">{reason}</blockquote>}
      {erasedAt && <p className="hint">{t("mine.erasedOn", { at: erasedAt })}</p>}
    </section>
  );
}

/** What was signed, while there is no entry in the list's record to show. */
function Signed({ context, letter, signature }: PartProps) {
  const { t, locale } = context;
  const { version, country } = signature;
  const moment = (at: Date | null) =>
    at && <time dateTime={at.toISOString()}>{formatLongMoment(at, locale)}</time>;
  const facts: Fact[] = [
    [
      t("sign.name"),
      <ForeignText key="name" lang={signature.nameLang} pageLang={locale}>
        {signature.name}
      </ForeignText>,
    ],
    [t("confirm.otherName"), signature.nameAlt],
    [t("receipt.country"), country && countryName(country, locale)],
    [t("receipt.website"), signature.website],
    [
      t(signature.kind === "individual" ? "confirm.role" : "receipt.by"),
      [signature.representativeName, signature.representativeRole].filter(Boolean).join(", "),
    ],
    [t("confirm.address"), signature.email],
    [
      t("receipt.text"),
      t("receipt.version", { number: version.number, language: languageInSentence(version.locale, locale) }),
    ],
    [t("receipt.sha256"), <Grouped key="sha256">{version.sha256}</Grouped>],
    [t("receipt.signedAt"), moment(signature.createdAt)],
    [t("receipt.confirmedAt"), moment(signature.confirmedAt)],
    [t("receipt.decidedAt"), moment(signature.decidedAt)],
  ];
  return (
    <section id="receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title">{t("mine.signedTitle")}</h2>
      <FactList facts={facts} />
      <p>
        <a href={`/${locale}/${letter.slug}/text/${version.sha256}.txt`}>{t("letter.exactText")}</a>
      </p>
    </section>
  );
}
