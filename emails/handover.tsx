import { Button, Layout, type MailContext, Name, Paragraph } from "@/emails/layout";

export interface HandoverProps {
  name: string;
  letterTitle: string;
  publisher: string;
  link: string;
  /** Where its reader says that it is somebody else's business. */
  notMeLink: string;
}

/** Asks whoever was named whether they represent a signature from now on. */
export function Handover({ context, ...mail }: HandoverProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.handover.footer", { site })}>
      <Paragraph>{t("mail.handover.text", { title: mail.letterTitle, publisher: mail.publisher })}</Paragraph>
      <Name>{mail.name}</Name>
      <Button href={mail.link}>{t("mail.handover.button")}</Button>
      <Paragraph>{t("mail.handover.after")}</Paragraph>
      <Paragraph>
        {t("mail.handover.notYou")}{" "}
        <a href={mail.notMeLink} style={{ color: "inherit" }}>
          {t("mail.handover.notMe")}
        </a>
      </Paragraph>
    </Layout>
  );
}
