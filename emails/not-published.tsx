import { Button, Layout, type MailContext, Paragraph, Quote } from "@/emails/layout";
import { OwnPageLink } from "@/emails/own-page";

export interface NotPublishedProps {
  /** Rejected before it was on the list, or taken off it. */
  outcome: "rejected" | "removed";
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
  reason: string;
  /** The form to sign again. */
  link: string;
  ownLink: string;
}

/** Tells a signer why the name is not on the list. */
export function NotPublished(props: NotPublishedProps & { context: MailContext }) {
  const { t, site } = props.context;
  const about = { name: props.name, title: props.letterTitle };
  const isRemoved = props.outcome === "removed";
  return (
    <Layout context={props.context} footer={t("mail.footer", { site })}>
      <Paragraph>{isRemoved ? t("mail.removed.text", about) : t("mail.rejected.text", about)}</Paragraph>
      <Quote>{props.reason}</Quote>
      <Paragraph>
        {isRemoved ? t("mail.removed.after", { publisher: props.contact }) : t("mail.rejected.after")}
      </Paragraph>
      {!isRemoved && <Button href={props.link}>{t("mail.rejected.button")}</Button>}
      <OwnPageLink context={props.context} link={props.ownLink} to="ended" />
    </Layout>
  );
}
