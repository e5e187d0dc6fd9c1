import { Earlier, type EarlierSignature } from "@/emails/earlier";
import { Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface NamesakeProps {
  letterTitle: string;
  publisher: string;
  /** The signature that stands on the list. */
  earlier: EarlierSignature[];
}

/** Tells whoever signed for an organisation that somebody else is about to, and asked us to send the link to the first. */
export function Namesake({ context, ...mail }: NamesakeProps & { context: MailContext }) {
  const { t, site } = context;
  const about = { title: mail.letterTitle, publisher: mail.publisher };
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.namesake.text", about)}</Paragraph>
      <Earlier context={context} earlier={mail.earlier} />
      <Paragraph>{t("mail.namesake.why")}</Paragraph>
      <Paragraph>{t("mail.earlier.link")}</Paragraph>
      <Paragraph>{t("mail.namesake.nothing")}</Paragraph>
    </Layout>
  );
}
