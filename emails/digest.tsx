import { Button, Layout, type MailContext, Paragraph } from "@/emails/layout";

export interface DigestProps {
  letterTitle: string;
  /** How many wait for a decision. */
  count: number;
  doubtful: number;
  /** How many of them are on the list, and their signers ask for a change. */
  amended: number;
  /** How many of them came in the last 24 hours. */
  fresh: number;
  /** The day on which the oldest was signed, in words. */
  oldest: string;
  link: string;
  /** Where its reader chooses how often it comes. */
  choiceLink: string;
}

/** Tells a moderator how much waits for a decision: numbers, and no name. */
export function Digest({ context, ...digest }: DigestProps & { context: MailContext }) {
  const { t, site } = context;
  const { count, doubtful, amended, fresh, oldest } = digest;
  const undecided = count - amended;
  return (
    <Layout context={context} footer={t("mail.footerDigest", { site })}>
      <Paragraph>{t("mail.digest.text", { count, title: digest.letterTitle })}</Paragraph>
      {undecided > 0 && (
        <Paragraph>
          {t("mail.digest.doubtful", { count: doubtful })} {t("mail.digest.fresh", { count: fresh })}{" "}
          {t("mail.digest.oldest", { count: undecided, at: oldest })}
        </Paragraph>
      )}
      {amended > 0 && <Paragraph>{t("mail.digest.amended", { count: amended })}</Paragraph>}
      <Button href={digest.link}>{t("mail.digest.button")}</Button>
      <Paragraph>
        {t("mail.digest.choose")}{" "}
        <a href={digest.choiceLink} style={{ color: "inherit" }}>
          {t("mail.digest.chooseLink")}
        </a>
      </Paragraph>
    </Layout>
  );
}
