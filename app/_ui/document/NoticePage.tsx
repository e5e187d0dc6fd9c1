import type { ReactNode } from "react";
import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";

export interface NoticePageProps {
  context: PageContext;
  /** Path below the locale, for the language menu. */
  path: string;
  title: string;
  letter?: Letter | null;
  /** What was in the way of the form that this page answers. */
  problem?: { title: string; text: string } | null;
  children: ReactNode;
}

/** A short page that says one thing: what happened, and what to do now. */
export function NoticePage({ context, path, title, letter, problem, children }: NoticePageProps) {
  return (
    <Document
      context={context}
      title={problem ? context.t("site.errorPrefix", { title }) : title}
      path={path}
      look={letter ? lookOf(letter, context.locale) : undefined}
      isUnlisted
    >
      <div className="notice">
        {problem && <ErrorSummary {...problem} errors={[]} />}
        <h1>{title}</h1>
        {children}
      </div>
    </Document>
  );
}
