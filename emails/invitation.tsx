import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface InvitationProps {
  letterTitle: string;
  /** The address of the owner who invites. */
  invitedBy: string;
  role: "owner" | "moderator" | "viewer";
  link: string;
}

/** Asks somebody to work on a letter at the desk. */
export function Invitation({
  context,
  letterTitle,
  invitedBy,
  role,
  link,
}: InvitationProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footerInvitation", { email: invitedBy, site })}>
      <Paragraph>{t("mail.invitation.text", { email: invitedBy, title: letterTitle })}</Paragraph>
      <Paragraph>{t(`mail.invitation.roles.${role}`)}</Paragraph>
      <Button href={link}>{t("mail.invitation.button")}</Button>
      <Paragraph>{t("mail.invitation.after")}</Paragraph>
    </Layout>
  );
}
