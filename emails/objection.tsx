import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface ObjectionProps {
  letterTitle: string;
  /** The signature's page at the desk. */
  link: string;
  /** Where its reader chooses whether to get mail. */
  choiceLink: string;
}

/** Tells a moderator that an organisation objected: no name, that is for the desk. */
export function Objection({ context, ...mail }: ObjectionProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footerDigest", { site })}>
      <Paragraph>{t("mail.objection.text", { title: mail.letterTitle })}</Paragraph>
      <Button href={mail.link}>{t("mail.objection.button")}</Button>
      <Paragraph>
        {t("mail.digest.choose")}{" "}
        <a href={mail.choiceLink} style={{ color: "inherit" }}>
          {t("mail.digest.chooseLink")}
        </a>
      </Paragraph>
    </Layout>
  );
}
