import { Earlier, type EarlierSignature } from "@/emails/earlier";
import { Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface SignedAgainProps {
  letterTitle: string;
  publisher: string;
  /** What the address signed, newest first. */
  earlier: EarlierSignature[];
}

/** Tells whoever signed that somebody, perhaps they themselves, signed again with another spelling of the address. */
export function SignedAgain({ context, ...mail }: SignedAgainProps & { context: MailContext }) {
  const { t, site } = context;
  const about = { title: mail.letterTitle, publisher: mail.publisher };
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.signed_again.text", about)}</Paragraph>
      <Paragraph>{t("mail.signed_again.was", { count: mail.earlier.length })}</Paragraph>
      <Earlier context={context} earlier={mail.earlier} />
      <Paragraph>{t("mail.earlier.link")}</Paragraph>
      <Paragraph>{t("mail.signed_again.notYou")}</Paragraph>
    </Layout>
  );
}
