import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface AccountChangedProps {
  change:
    | "appAdded"
    | "appRemoved"
    | "passkeyAdded"
    | "passkeyRemoved"
    | "codesRenewed"
    | "codeUsed"
    | "reset"
    | "identityLinked"
    | "identityUnlinked";
  /** When, as its reader writes it. */
  at: string;
  link: string;
}

/** Tells a moderator that something about their sign-in changed. */
export function AccountChanged({
  context,
  change,
  at,
  link,
}: AccountChangedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.account_changed.footer", { site })}>
      <Paragraph>{t(`mail.account_changed.changes.${change}`)}</Paragraph>
      <Paragraph>{t("mail.account_changed.at", { at })}</Paragraph>
      <Paragraph>{t("mail.account_changed.you")}</Paragraph>
      <Paragraph>{t("mail.account_changed.notYou")}</Paragraph>
      <Button href={link}>{t("mail.account_changed.button")}</Button>
    </Layout>
  );
}
