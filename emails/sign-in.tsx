import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface SignInProps {
  link: string;
}

/** A moderator's way into the desk. */
export function SignIn({ context, link }: SignInProps & { context: MailContext }) {
  const { t } = context;
  return (
    <Layout context={context} footer={t("mail.footerDesk")}>
      <Paragraph>{t("mail.sign_in.text")}</Paragraph>
      <Button href={link}>{t("mail.sign_in.button")}</Button>
      <Paragraph>{t("mail.sign_in.notYou")}</Paragraph>
    </Layout>
  );
}
