import { Button, Layout, type MailContext, Paragraph, Quote } from "@/emails/layout";

export interface CorrectedProps {
  name: string;
  letterTitle: string;
  publisher: string;
  /** What was changed: the fields as they stood, and as they stand. */
  changes: { before: string; after: string }[];
  link: string;
}

/** Tells a signer what the moderators corrected about a published name. */
export function Corrected({ context, ...mail }: CorrectedProps & { context: MailContext }) {
  const { t, site } = context;
  const none = t("mail.corrected.nothing");
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.corrected.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      {mail.changes.map(({ before, after }) => (
        <Quote key={`${before} ${after}`}>
          {t("mail.corrected.change", { before: before || none, after: after || none })}
        </Quote>
      ))}
      <Button href={mail.link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.corrected.after", { publisher: mail.publisher })}</Paragraph>
    </Layout>
  );
}
