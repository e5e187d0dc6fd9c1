"use client";

import { useActionState } from "react";
import { writeReasonsAction } from "@/app/admin/letters/[slug]/reasons/actions";
import { Outcome } from "@/app/admin/Outcome";

export interface ReasonsFormProps {
  slug: string;
  languages: { locale: "en" | "de" | "fr"; name: string }[];
  /** A row a reason, with rows to spare; a text a language. */
  reasons: Partial<Record<"en" | "de" | "fr", string>>[];
  words: { save: string; first: string; firstHint: string; rows: string[] };
}

/** A letter's reasons in all languages. Works without script. */
export function ReasonsForm({ slug, languages, reasons, words }: ReasonsFormProps) {
  const [outcome, action, isSaving] = useActionState(writeReasonsAction, null);
  const rows = outcome && !outcome.isDone ? outcome.reasons : reasons;
  return (
    <form action={action} className="reasons" key={JSON.stringify(rows)}>
      <input type="hidden" name="slug" value={slug} />
      <Outcome outcome={outcome} />
      {rows.map((texts, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a reason is its place in the list
        <fieldset key={place}>
          <legend>{words.rows[place]}</legend>
          {languages.map(({ locale, name }) => {
            const id = `reason-${place}-${locale}`;
            return (
              <div key={locale}>
                <label htmlFor={id}>{name}</label>
                <textarea
                  id={id}
                  name={id}
                  lang={locale}
                  rows={2}
                  dir="auto"
                  defaultValue={texts[locale] ?? ""}
                />
              </div>
            );
          })}
        </fieldset>
      ))}
      <button type="submit" disabled={isSaving}>
        {words.save}
      </button>
      <p>
        <button className="quiet" type="submit" name="first" value="yes" disabled={isSaving}>
          {words.first}
        </button>{" "}
        <span className="soft">{words.firstHint}</span>
      </p>
    </form>
  );
}
