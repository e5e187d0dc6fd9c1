import { Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface TestProps {
  /** When it was sent, ISO 8601. */
  sentAt: string;
}

/** Shows an owner that mail arrives. */
export function Test({ context, sentAt }: TestProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.test.footer", { site })}>
      <Paragraph>{t("mail.test.text", { site })}</Paragraph>
      <Paragraph>{t("mail.test.look")}</Paragraph>
      <Paragraph>{t("mail.test.sent", { at: sentAt })}</Paragraph>
    </Layout>
  );
}
