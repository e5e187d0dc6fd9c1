import { Button, Layout, type MailContext, Paragraph, Quote } from "@/emails/layout";

/** One thing that the moderators changed about an entry. */
export interface EntryChange {
  field: "name" | "nameAlt" | "country" | "website" | "representativeName" | "representativeRole";
  before: string;
  after: string;
}

export interface CorrectedProps {
  name: string;
  letterTitle: string;
  publisher: string;
  changes: EntryChange[];
  link: string;
}

/** Tells a signer what the moderators corrected about a published name. */
export function Corrected({ context, ...mail }: CorrectedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.corrected.text", { name: mail.name, title: mail.letterTitle })}</Paragraph>
      <Changes context={context} changes={mail.changes} />
      <Button href={mail.link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.corrected.after", { publisher: mail.publisher })}</Paragraph>
    </Layout>
  );
}

/** What was changed, a line each. */
export function Changes({ context, changes }: { context: MailContext; changes: EntryChange[] }) {
  const { t } = context;
  const none = t("mail.corrected.nothing");
  return changes.map(({ field, before, after }) => (
    <Quote key={field}>
      {t("mail.corrected.change", {
        field: t(`mail.corrected.fields.${field}`),
        before: before || none,
        after: after || none,
      })}
    </Quote>
  ));
}
