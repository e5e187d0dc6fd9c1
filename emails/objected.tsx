import { Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface ObjectedProps {
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
}

/** Tells a signer that the organisation objected, and what happens now. */
export function Objected({ context, ...mail }: ObjectedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.objected.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      <Paragraph>{t("mail.objected.now")}</Paragraph>
      <Paragraph>{t("mail.objected.after", { publisher: mail.contact })}</Paragraph>
    </Layout>
  );
}
