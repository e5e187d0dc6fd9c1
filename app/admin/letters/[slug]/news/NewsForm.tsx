"use client";

import { useActionState } from "react";
import { writeNewsAction } from "@/app/admin/letters/[slug]/news/actions";
import styles from "@/app/admin/letters/[slug]/news/news.module.css";
import { Outcome } from "@/app/admin/Outcome";

export interface NewsFormProps {
  slug: string;
  newsId: string;
  languages: { locale: string; label: string; subject: string; body: string }[];
  limits: { subject: number; body: number };
  words: Record<"subject" | "body" | "hint" | "save", string>;
}

/** News in each language. Works without script; what was typed stays. */
export function NewsForm({ slug, newsId, languages, limits, words }: NewsFormProps) {
  const [outcome, action, isSaving] = useActionState(writeNewsAction, null);
  const typed = (name: string, kept: string) => outcome?.typed[name] ?? kept;
  return (
    <form action={action} className={styles.form}>
      <Outcome outcome={outcome} />
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="newsId" value={newsId} />
      <p className="soft" id="news-hint">
        {words.hint}
      </p>
      {languages.map(({ locale, label, subject, body }) => (
        <fieldset key={locale}>
          <legend>{label}</legend>
          <label htmlFor={`subject-${locale}`}>{words.subject}</label>
          <input
            key={`subject ${typed(`subject-${locale}`, subject)}`}
            id={`subject-${locale}`}
            name={`subject-${locale}`}
            lang={locale}
            dir="auto"
            maxLength={limits.subject}
            defaultValue={typed(`subject-${locale}`, subject)}
          />
          <label htmlFor={`body-${locale}`}>{words.body}</label>
          <textarea
            key={`body ${typed(`body-${locale}`, body)}`}
            id={`body-${locale}`}
            name={`body-${locale}`}
            lang={locale}
            dir="auto"
            rows={8}
            maxLength={limits.body}
            aria-describedby="news-hint"
            defaultValue={typed(`body-${locale}`, body)}
          />
        </fieldset>
      ))}
      <button type="submit" disabled={isSaving}>
        {words.save}
      </button>
    </form>
  );
}
