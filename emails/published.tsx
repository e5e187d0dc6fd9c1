import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface PublishedProps {
  name: string;
  letterTitle: string;
  /** What the signer wrote as the name, where a moderator corrected it. */
  nameSigned: string | null;
  link: string;
}

/** Tells a signer that the name is on the list. */
export function Published({ context, ...mail }: PublishedProps & { context: MailContext }) {
  const { t, site } = context;
  const { name, letterTitle, nameSigned, link } = mail;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.published.text", { name, title: letterTitle })}</Paragraph>
      {nameSigned && <Paragraph>{t("mail.published.corrected", { nameSigned })}</Paragraph>}
      <Button href={link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.published.thanks")}</Paragraph>
    </Layout>
  );
}
