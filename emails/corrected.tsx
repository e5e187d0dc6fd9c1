import { Button, Layout, type MailContext, Paragraph, Quote } from "@/emails/layout";
import { OwnPageLink } from "@/emails/own-page";

/** One thing that changed, or shall, about an entry; whether the representative is named is a `yes` or `no`. */
export interface EntryChange {
  field:
    | "name"
    | "nameAlt"
    | "country"
    | "website"
    | "representativeName"
    | "representativeRole"
    | "showRepresentative";
  before: string;
  after: string;
}

export interface CorrectedProps {
  name: string;
  letterTitle: string;
  /** Whom to write to about the letter, in one line. */
  contact: string;
  changes: EntryChange[];
  /** Whether the signer had asked for it. */
  isAsked: boolean;
  link: string;
  ownLink: string;
  signatoryKind: "organisation" | "individual";
}

/** Tells a signer what was corrected about a published name. */
export function Corrected({ context, ...mail }: CorrectedProps & { context: MailContext }) {
  const { t, site } = context;
  return (
    <Layout context={context} footer={t("mail.footer", { site })}>
      <Paragraph>
        {t(mail.isAsked ? "mail.corrected.asked" : "mail.corrected.text", {
          name: mail.name,
          title: mail.letterTitle,
        })}
      </Paragraph>
      <Changes context={context} changes={mail.changes} />
      <Button href={mail.link}>{t("mail.published.button")}</Button>
      <Paragraph>{t("mail.corrected.after", { publisher: mail.contact })}</Paragraph>
      <OwnPageLink context={context} link={mail.ownLink} to={mail.signatoryKind} />
    </Layout>
  );
}

/** What was changed, a line each. */
export function Changes({ context, changes }: { context: MailContext; changes: EntryChange[] }) {
  const { t } = context;
  const none = t("mail.corrected.nothing");
  const said = (field: EntryChange["field"], value: string) =>
    field === "showRepresentative" && value ? t(`mail.corrected.${value as "yes" | "no"}`) : value || none;
  return changes.map(({ field, before, after }) => (
    <Quote key={field}>
      {t("mail.corrected.change", {
        field: t(`mail.corrected.fields.${field}`),
        before: said(field, before),
        after: said(field, after),
      })}
    </Quote>
  ));
}
