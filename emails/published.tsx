import { Changes, type EntryChange } from "@/emails/corrected";
import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";
import { OwnPageLink } from "@/emails/own-page";

export interface PublishedProps {
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
  /** What the moderators corrected of what the signer wrote. */
  changes: EntryChange[];
  link: string;
  receipt: ReceiptProps;
  ownLink: string;
  signatoryKind: "organisation" | "individual";
}

/** What was signed and when, in words. */
export interface ReceiptProps {
  version: number;
  /** In the reader's language. */
  language: string;
  sha256: string;
  signed: string;
  decided: string;
  textLink: string;
  checkLink: string;
}

/** Tells a signer that the name is on the list. */
export function Published({ context, ...mail }: PublishedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.published.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      {mail.changes.length > 0 && (
        <Paragraph>{t("mail.published.corrected", { publisher: mail.contact })}</Paragraph>
      )}
      <Changes context={context} changes={mail.changes} />
      <Button href={mail.link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.published.thanks")}</Paragraph>
      <Receipt context={context} receipt={mail.receipt} />
      <OwnPageLink context={context} link={mail.ownLink} to={mail.signatoryKind} />
    </Layout>
  );
}

function Receipt({ context, receipt }: { context: MailContext; receipt: ReceiptProps }) {
  const { t } = context;
  const { version, language, sha256, signed, decided, textLink, checkLink } = receipt;
  return (
    <>
      <Paragraph>
        <strong>{t("mail.receipt.title")}</strong>
        <br />
        {t("mail.receipt.text", { number: version, language })}
        <br />
        {t("mail.receipt.sha", { sha: sha256 })}
        <br />
        {t("mail.receipt.signed", { signed })} {t("mail.receipt.decided", { decided })}
      </Paragraph>
      <Paragraph>
        <a href={textLink} style={{ color: "inherit" }}>
          {t("mail.receipt.link")}
        </a>
        {" · "}
        <a href={checkLink} style={{ color: "inherit" }}>
          {t("mail.receipt.check")}
        </a>
      </Paragraph>
    </>
  );
}
