import { Button, Layout, type MailContext, Name, Paragraph } from "@/emails/layout";

export interface ConfirmProps {
  name: string;
  letterTitle: string;
  publisher: string;
  link: string;
  /** Where its reader says that it was somebody else. */
  notMeLink: string;
}

/** Asks the owner of an address to confirm the signature that was given with it. */
export function Confirm({
  context,
  name,
  letterTitle,
  publisher,
  link,
  notMeLink,
}: ConfirmProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.confirm.text", { title: letterTitle, publisher })}</Paragraph>
      <Name>{name}</Name>
      <Button href={link}>{t("mail.confirm.button")}</Button>
      <Paragraph>{t("mail.confirm.after")}</Paragraph>
      <Paragraph>
        {t("mail.confirm.notYou")} <a href={notMeLink}>{t("mail.confirm.notMe")}</a>
      </Paragraph>
    </Layout>
  );
}
