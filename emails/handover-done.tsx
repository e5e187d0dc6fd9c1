import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface HandoverDoneProps {
  name: string;
  letterTitle: string;
  publisher: string;
  link: string;
}

/** Tells whoever agreed to take a signature over that it is theirs now. */
export function HandoverDone({ context, ...mail }: HandoverDoneProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>
        {t("mail.handover_done.text", {
          name: mail.name,
          title: mail.letterTitle,
          publisher: mail.publisher,
        })}
      </Paragraph>
      <Paragraph>{t("mail.handover_done.page")}</Paragraph>
      <Button href={mail.link}>{t("mail.amendment_refused.button")}</Button>
    </Layout>
  );
}
