import type { ReactNode } from "react";
import { Document, type PageContext } from "@/app/_ui/document/Document";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";

export interface NoticePageProps {
  context: PageContext;
  /** Path below the locale, for the language menu. */
  path: string;
  title: string;
  letter?: Letter | null;
  children: ReactNode;
}

/** A short page that says one thing: what happened, and what to do now. */
export function NoticePage({ context, path, title, letter, children }: NoticePageProps) {
  return (
    <Document
      context={context}
      title={title}
      path={path}
      look={letter ? lookOf(letter, context.locale) : undefined}
      isUnlisted
    >
      <div className="notice">
        <h1>{title}</h1>
        {children}
      </div>
    </Document>
  );
}
