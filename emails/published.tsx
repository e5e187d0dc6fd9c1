import { Changes, type EntryChange } from "@/emails/corrected";
import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface PublishedProps {
  name: string;
  letterTitle: string;
  publisher: string;
  /** What the moderators corrected of what the signer wrote. */
  changes: EntryChange[];
  link: string;
}

/** Tells a signer that the name is on the list. */
export function Published({ context, ...mail }: PublishedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.published.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      {mail.changes.length > 0 && (
        <Paragraph>{t("mail.published.corrected", { publisher: mail.publisher })}</Paragraph>
      )}
      <Changes context={context} changes={mail.changes} />
      <Button href={mail.link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.published.thanks")}</Paragraph>
    </Layout>
  );
}
