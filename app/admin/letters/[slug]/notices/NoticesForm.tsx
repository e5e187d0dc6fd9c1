"use client";

import { useActionState } from "react";
import { chooseNoticesAction } from "@/app/admin/letters/[slug]/notices/actions";
import styles from "@/app/admin/letters/[slug]/notices/notices.module.css";

export interface NoticesFormProps {
  slug: string;
  chosen: string;
  choices: { choice: string; label: string; hint: string }[];
  words: Record<"legend" | "save", string>;
}

/** How often to write: one of three. Works without script. */
export function NoticesForm({ slug, chosen, choices, words }: NoticesFormProps) {
  const [outcome, action, isSaving] = useActionState(chooseNoticesAction, null);
  return (
    <form action={action} className={styles.form}>
      <input type="hidden" name="slug" value={slug} />
      {outcome && (
        <p className={outcome.isDone ? "done" : "alert"} role={outcome.isDone ? "status" : "alert"}>
          {outcome.text}
        </p>
      )}
      <fieldset>
        <legend>{words.legend}</legend>
        {choices.map(({ choice, label, hint }) => (
          // The choice is part of the key: after saving, the form shows what is kept.
          <div key={`${choice} ${chosen}`} className={styles.choice}>
            <input
              type="radio"
              id={`choice-${choice}`}
              name="choice"
              value={choice}
              defaultChecked={choice === chosen}
              aria-describedby={`hint-${choice}`}
            />
            <label htmlFor={`choice-${choice}`}>{label}</label>
            <p className="soft" id={`hint-${choice}`}>
              {hint}
            </p>
          </div>
        ))}
      </fieldset>
      <button type="submit" disabled={isSaving}>
        {words.save}
      </button>
    </form>
  );
}
