import { Earlier, type EarlierSignature } from "@/emails/earlier";
import { Button, Layout, type MailContext, Name, Paragraph } from "@/emails/layout";

export interface ConfirmProps {
  name: string;
  /** Whether the name is longer than what stands here. */
  isCut: boolean;
  letterTitle: string;
  publisher: string;
  link: string;
  /** Where its reader says that it was somebody else. */
  notMeLink: string;
  /** What was signed with this very address before, newest first; mostly nothing. */
  earlier: EarlierSignature[];
}

/** Asks the owner of an address to confirm the signature that was given with it. */
export function Confirm({
  context,
  name,
  isCut,
  letterTitle,
  publisher,
  link,
  notMeLink,
  earlier,
}: ConfirmProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>{t("mail.confirm.text", { title: letterTitle, publisher })}</Paragraph>
      <Name>{name}</Name>
      {isCut && <Paragraph>{t("mail.confirm.cut")}</Paragraph>}
      {earlier.length > 0 && (
        <>
          <Paragraph>{t("mail.confirm.earlier", { count: earlier.length })}</Paragraph>
          <Earlier context={context} earlier={earlier} />
          <Paragraph>{t("mail.confirm.another", { name })}</Paragraph>
        </>
      )}
      <Button href={link}>{t("mail.confirm.button")}</Button>
      <Paragraph>{t("mail.confirm.after")}</Paragraph>
      <Paragraph>
        {t("mail.confirm.notYou")}{" "}
        <a href={notMeLink} style={{ color: "inherit" }}>
          {t("mail.confirm.notMe")}
        </a>
      </Paragraph>
    </Layout>
  );
}
