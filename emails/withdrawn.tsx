import { Layout, type MailContext, Paragraph } from "@/emails/layout";
import { OwnPageLink } from "@/emails/own-page";

export interface WithdrawnProps {
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
  /** When everything personal is erased, in words. */
  erased: string;
  ownLink: string;
}

/** Tells a signer that the signature was withdrawn, and that it was done from its own page. */
export function Withdrawn({ context, ...mail }: WithdrawnProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.withdrawn.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      <Paragraph>{t("mail.withdrawn.erased", { erased: mail.erased })}</Paragraph>
      <Paragraph>{t("mail.withdrawn.notYou", { publisher: mail.contact })}</Paragraph>
      <OwnPageLink context={context} link={mail.ownLink} to="ended" />
    </Layout>
  );
}
