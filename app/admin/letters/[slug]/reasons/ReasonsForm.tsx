"use client";

import { useActionState } from "react";
import { writeReasonsAction } from "@/app/admin/letters/[slug]/reasons/actions";

export interface ReasonsFormProps {
  slug: string;
  locale: string;
  /** The language's own name. */
  language: string;
  reasons: string[];
  /** The button's words. */
  save: string;
}

/** One language's list of reasons, one a line. Works without script. */
export function ReasonsForm({ slug, locale, language, reasons, save }: ReasonsFormProps) {
  const [outcome, action, isSaving] = useActionState(writeReasonsAction, null);
  const id = `reasons-${locale}`;
  return (
    <form action={action} className="reasons">
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="locale" value={locale} />
      {outcome && (
        <p className={outcome.isDone ? "done" : "alert"} role={outcome.isDone ? "status" : "alert"}>
          {outcome.text}
        </p>
      )}
      <label htmlFor={id}>{language}</label>
      <textarea
        id={id}
        name="reasons"
        lang={locale}
        rows={Math.max(6, reasons.length + 1)}
        defaultValue={outcome && !outcome.isDone ? outcome.reasons : reasons.join("\n")}
      />
      <button type="submit" disabled={isSaving}>
        {save}
      </button>
    </form>
  );
}
