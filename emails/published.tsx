import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface PublishedProps {
  name: string;
  letterTitle: string;
  link: string;
}

/** Tells a signer that the name is on the list. */
export function Published({ context, name, letterTitle, link }: PublishedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.published.text", { name, title: letterTitle })}</Paragraph>
      <Button href={link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.published.thanks")}</Paragraph>
    </Layout>
  );
}
