import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface HandoverBegunProps {
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
  /** Who was named to take over. */
  representative: string;
  /** Of that person's address, with nothing to make a link of. */
  domain: string;
  /** When it takes effect at the earliest, in words. */
  effective: string;
  link: string;
}

/** Tells who represents a signature that somebody else was named, while there is time to stop it. */
export function HandoverBegun({ context, ...mail }: HandoverBegunProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>
        {t("mail.handover_begun.text", {
          name: mail.name,
          title: mail.letterTitle,
          person: mail.representative,
          domain: mail.domain,
        })}
      </Paragraph>
      <Paragraph>{t("mail.handover_begun.then", { effective: mail.effective })}</Paragraph>
      <Paragraph>{t("mail.handover_begun.notYou", { publisher: mail.contact })}</Paragraph>
      <Button href={mail.link}>{t("mail.amendment_refused.button")}</Button>
      <Paragraph>{t("mail.handover_begun.again")}</Paragraph>
    </Layout>
  );
}
