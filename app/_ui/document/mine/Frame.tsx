import type { ReactNode } from "react";
import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";

export interface FormNotice {
  title: string;
  text: string;
}

export interface FrameProps {
  context: PageContext;
  letter: Letter;
  /** Where the page stands below `mine`, with its slash. */
  path: string;
  title: string;
  /** What is wrong with the form that was sent, each with the id of its field. */
  errors?: { field: string; text: string }[];
  /** Why the form came back although its fields are fine. */
  notice?: FormNotice;
  children: ReactNode;
}

/** A page below a signer's own: the way back to it, a heading, and what was wrong. */
export function Frame({ context, letter, path, title, errors = [], notice, children }: FrameProps) {
  const { t, locale } = context;
  const isWrong = errors.length > 0 || notice !== undefined;
  return (
    <Document
      context={context}
      title={isWrong ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/mine${path}`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice own">
        {isWrong && (
          <ErrorSummary title={notice?.title ?? t("sign.errorTitle")} text={notice?.text} errors={errors} />
        )}
        <p className="kicker">
          <a href={`/${locale}/${letter.slug}/mine`}>{t("mine.back")}</a>
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </Document>
  );
}
