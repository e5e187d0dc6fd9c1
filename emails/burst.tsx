import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface BurstProps {
  letterTitle: string;
  until: string;
  link: string;
}

/** Tells a moderator that a letter is signed much more often than usual. */
export function Burst({ context, letterTitle, until, link }: BurstProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.burst.footer", { site })}>
      <Paragraph>{t("mail.burst.text", { title: letterTitle })}</Paragraph>
      <Paragraph>{t("mail.burst.meaning", { until })}</Paragraph>
      <Button href={link}>{t("mail.burst.button")}</Button>
      <Paragraph>{t("mail.burst.after")}</Paragraph>
    </Layout>
  );
}
