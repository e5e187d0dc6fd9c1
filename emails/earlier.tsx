import { Button, type MailContext, Name, Paragraph } from "@/emails/layout";

/** A signature that was given before, with a link to its own page; the name bounded and with nothing to make a link of. */
export interface EarlierSignature {
  name: string;
  signed: string;
  /** On the public list, or still waiting for a decision. */
  isPublished: boolean;
  link: string;
}

/** What was signed before: when, how it stands, and where it is seen to. */
export function Earlier({ context, earlier }: { context: MailContext; earlier: EarlierSignature[] }) {
  const { t } = context;
  return earlier.map(({ name, signed, isPublished, link }) => (
    <div key={link}>
      <Name>{name}</Name>
      <Paragraph>{t("mail.earlier.standing", { signed, where: isPublished ? "list" : "desk" })}</Paragraph>
      <Button href={link}>{t("mail.own_page.button")}</Button>
    </div>
  ));
}
