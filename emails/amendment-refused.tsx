import { Changes, type EntryChange } from "@/emails/corrected";
import { Button, Layout, type MailContext, Paragraph, Quote } from "@/emails/layout";

export interface AmendmentRefusedProps {
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
  /** What was asked for. */
  changes: EntryChange[];
  reason: string;
  link: string;
}

/** Tells a signer that what they asked to change was not changed, and why. */
export function AmendmentRefused({ context, ...mail }: AmendmentRefusedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.amendment_refused.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      <Changes context={context} changes={mail.changes} />
      <Paragraph>{t("mail.amendment_refused.why")}</Paragraph>
      <Quote>{mail.reason}</Quote>
      <Button href={mail.link}>{t("mail.amendment_refused.button")}</Button>
      <Paragraph>{t("mail.amendment_refused.after", { publisher: mail.contact })}</Paragraph>
    </Layout>
  );
}
