import { Button, Layout, type MailContext, Paragraph, Quote } from "@/emails/layout";

export interface QuestionProps {
  name: string;
  letterTitle: string;
  question: string;
  link: string;
}

/** Asks a signer what the moderators want to know before they decide. */
export function Question({ context, ...mail }: QuestionProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.question.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      <Quote>{mail.question}</Quote>
      <Button href={mail.link}>{t("mail.question.button")}</Button>
      <Paragraph>{t("mail.question.after")}</Paragraph>
      <Paragraph>{t("mail.question.notYou")}</Paragraph>
    </Layout>
  );
}
