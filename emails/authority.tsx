import { Button, Layout, type MailContext, Name, Paragraph } from "@/emails/layout";

export interface AuthorityProps {
  /** The organisation as it was signed, bounded and without anything to make a link of; so are the next two. */
  name: string;
  representative: string | null;
  role: string | null;
  letterTitle: string;
  publisher: string;
  /** The last day for an objection, in words. */
  until: string;
  /** For how many days after that the link still works. */
  graceDays: number;
  link: string;
}

/** Tells an organisation that somebody signed for it, and how to object. */
export function Authority({ context, ...mail }: AuthorityProps & { context: MailContext }) {
  const { t, site } = context;
  const by = [mail.representative, mail.role].filter(Boolean).join(", ");
  return (
    <Layout context={context} footer={t("mail.footerAuthority", { site })}>
      <Paragraph>
        {t("mail.authority.text", { title: mail.letterTitle, publisher: mail.publisher })}
      </Paragraph>
      <Name>{mail.name}</Name>
      {by && <Paragraph>{t("mail.authority.by", { by })}</Paragraph>}
      <Paragraph>{t("mail.authority.right")}</Paragraph>
      <Paragraph>{t("mail.authority.wrong", { until: mail.until })}</Paragraph>
      <Button href={mail.link}>{t("mail.authority.button")}</Button>
      <Paragraph>{t("mail.authority.after", { number: mail.graceDays })}</Paragraph>
    </Layout>
  );
}
