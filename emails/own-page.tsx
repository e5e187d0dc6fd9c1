import { Button, Layout, type MailContext, Name, Paragraph } from "@/emails/layout";

export interface OwnPageProps {
  letterTitle: string;
  publisher: string;
  /** The signatures of the address, newest first, each with a link of its own; the names bounded and with nothing to make a link of. */
  signatures: { name: string; signed: string; link: string }[];
}

/** The links to their own page that a signer asked for. */
export function OwnPage({ context, ...mail }: OwnPageProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>
        {t("mail.own_page.text", {
          title: mail.letterTitle,
          publisher: mail.publisher,
          count: mail.signatures.length,
        })}
      </Paragraph>
      {mail.signatures.map(({ name, signed, link }) => (
        <div key={link}>
          <Name>{name}</Name>
          <Paragraph>{t("mail.own_page.signed", { signed })}</Paragraph>
          <Button href={link}>{t("mail.own_page.button")}</Button>
        </div>
      ))}
      <Paragraph>{t("mail.own_page.after")}</Paragraph>
      <Paragraph>{t("mail.own_page.notYou")}</Paragraph>
    </Layout>
  );
}

/** What a signer can do there: an organisation's signature can be handed over, one that has ended is seen and erased. */
type OwnPageUse = "organisation" | "individual" | "ended";

/** Where a signer sees to the signature that a mail is about. */
export function OwnPageLink({ context, link, to }: { context: MailContext; link: string; to: OwnPageUse }) {
  const { t } = context;
  return (
    <Paragraph>
      {t(`mail.own_page.hereTo.${to}`)}{" "}
      <a href={link} style={{ color: "inherit" }}>
        {t("mail.own_page.hereLink")}
      </a>
    </Paragraph>
  );
}
