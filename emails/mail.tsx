import { AccountChanged, type AccountChangedProps } from "@/emails/account-changed";
import { AmendmentRefused, type AmendmentRefusedProps } from "@/emails/amendment-refused";
import { Authority, type AuthorityProps } from "@/emails/authority";
import { Burst, type BurstProps } from "@/emails/burst";
import { Confirm, type ConfirmProps } from "@/emails/confirm";
import { Corrected, type CorrectedProps } from "@/emails/corrected";
import { Digest, type DigestProps } from "@/emails/digest";
import { Handover, type HandoverProps } from "@/emails/handover";
import { HandoverBegun, type HandoverBegunProps } from "@/emails/handover-begun";
import { HandoverDone, type HandoverDoneProps } from "@/emails/handover-done";
import { Invitation, type InvitationProps } from "@/emails/invitation";
import type { MailContext } from "@/emails/layout";
import { Namesake, type NamesakeProps } from "@/emails/namesake";
import { News, type NewsProps } from "@/emails/news";
import { NotPublished, type NotPublishedProps } from "@/emails/not-published";
import { Objected, type ObjectedProps } from "@/emails/objected";
import { Objection, type ObjectionProps } from "@/emails/objection";
import { OwnPage, type OwnPageProps } from "@/emails/own-page";
import { Published, type PublishedProps } from "@/emails/published";
import { Question, type QuestionProps } from "@/emails/question";
import { SignIn, type SignInProps } from "@/emails/sign-in";
import { SignedAgain, type SignedAgainProps } from "@/emails/signed-again";
import { Test, type TestProps } from "@/emails/test";
import { Withdrawn, type WithdrawnProps } from "@/emails/withdrawn";

/** Every mail that Undersigned sends, by kind, with what it says. */
export type Mail =
  | ({ kind: "confirm" } & ConfirmProps)
  | ({ kind: "published" } & PublishedProps)
  | ({ kind: "rejected" | "removed" } & Omit<NotPublishedProps, "outcome">)
  | ({ kind: "question" } & QuestionProps)
  | ({ kind: "corrected" } & CorrectedProps)
  | ({ kind: "amendment_refused" } & AmendmentRefusedProps)
  | ({ kind: "handover" } & HandoverProps)
  | ({ kind: "handover_begun" } & HandoverBegunProps)
  | ({ kind: "handover_done" } & HandoverDoneProps)
  | ({ kind: "authority" } & AuthorityProps)
  | ({ kind: "objected" } & ObjectedProps)
  | ({ kind: "objection" } & ObjectionProps)
  | ({ kind: "own_page" } & OwnPageProps)
  | ({ kind: "signed_again" } & SignedAgainProps)
  | ({ kind: "namesake" } & NamesakeProps)
  | ({ kind: "sign_in" } & SignInProps)
  | ({ kind: "account_changed" } & AccountChangedProps)
  | ({ kind: "digest" } & DigestProps)
  | ({ kind: "invitation" } & InvitationProps)
  | ({ kind: "burst" } & BurstProps)
  | ({ kind: "news" } & NewsProps)
  | ({ kind: "withdrawn" } & WithdrawnProps)
  | ({ kind: "test" } & TestProps);

/** The mail's body as a whole HTML document. */
export function MailBody({ context, mail }: { context: MailContext; mail: Mail }) {
  switch (mail.kind) {
    case "confirm":
      return <Confirm context={context} {...mail} />;
    case "published":
      return <Published context={context} {...mail} />;
    case "rejected":
    case "removed":
      return <NotPublished context={context} outcome={mail.kind} {...mail} />;
    case "question":
      return <Question context={context} {...mail} />;
    case "corrected":
      return <Corrected context={context} {...mail} />;
    case "amendment_refused":
      return <AmendmentRefused context={context} {...mail} />;
    case "handover":
      return <Handover context={context} {...mail} />;
    case "handover_begun":
      return <HandoverBegun context={context} {...mail} />;
    case "handover_done":
      return <HandoverDone context={context} {...mail} />;
    case "authority":
      return <Authority context={context} {...mail} />;
    case "objected":
      return <Objected context={context} {...mail} />;
    case "objection":
      return <Objection context={context} {...mail} />;
    case "own_page":
      return <OwnPage context={context} {...mail} />;
    case "signed_again":
      return <SignedAgain context={context} {...mail} />;
    case "namesake":
      return <Namesake context={context} {...mail} />;
    case "sign_in":
      return <SignIn context={context} {...mail} />;
    case "account_changed":
      return <AccountChanged context={context} {...mail} />;
    case "digest":
      return <Digest context={context} {...mail} />;
    case "invitation":
      return <Invitation context={context} {...mail} />;
    case "burst":
      return <Burst context={context} {...mail} />;
    case "withdrawn":
      return <Withdrawn context={context} {...mail} />;
    case "test":
      return <Test context={context} {...mail} />;
    case "news":
      return <News context={context} {...mail} />;
  }
}

/** The subject line: one line, however the name was typed, of at most about 120 characters. */
export function mailSubject(context: MailContext, mail: Mail): string {
  return subjectWords(context, mail).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

function subjectWords({ t, site }: MailContext, mail: Mail): string {
  if (mail.kind === "news")
    return mail.name === null ? t("mail.news.subjectCopy", { subject: mail.subject }) : mail.subject;
  if (mail.kind === "sign_in") return t("mail.sign_in.subject");
  if (mail.kind === "account_changed") return t("mail.account_changed.subject");
  if (mail.kind === "test") return t("mail.test.subject", { site });
  if (mail.kind === "digest")
    return t("mail.digest.subject", { count: mail.count, title: shorten(mail.letterTitle, 80) });
  if (mail.kind === "objection") return t("mail.objection.subject", { title: shorten(mail.letterTitle, 80) });
  if (mail.kind === "own_page" || mail.kind === "signed_again" || mail.kind === "namesake")
    return t(`mail.${mail.kind}.subject`, { title: shorten(mail.letterTitle, 80) });
  if (mail.kind === "invitation")
    return t("mail.invitation.subject", { title: shorten(mail.letterTitle, 80) });
  if (mail.kind === "burst") return t("mail.burst.subject", { title: shorten(mail.letterTitle, 80) });
  return t(`mail.${mail.kind}.subject`, { name: shorten(mail.name, 90) });
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
