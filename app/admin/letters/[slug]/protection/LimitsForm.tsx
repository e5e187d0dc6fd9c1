"use client";

import { useActionState } from "react";
import { limitsAction } from "@/app/admin/letters/[slug]/protection/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface LimitsFormProps {
  slug: string;
  fields: { name: string; label: string; hint: string; own: number | null }[];
  words: { save: string };
}

/** A letter's own limits; an empty field leaves it to the server's settings. Works without script. */
export function LimitsForm({ slug, fields, words }: LimitsFormProps) {
  const [outcome, action, isSaving] = useActionState(limitsAction, null);
  const typed: Record<string, string> | undefined = outcome?.typed;
  const wrong: string[] = outcome?.wrong ?? [];
  return (
    <div className={styles.form}>
      <Outcome outcome={outcome} />
      <form action={action} noValidate key={JSON.stringify(typed ?? fields)}>
        <input type="hidden" name="slug" value={slug} />
        {fields.map(({ name, label, hint, own }) => (
          <div key={name}>
            <label htmlFor={name}>{label}</label>
            <p className="soft" id={`${name}-hint`}>
              {hint}
            </p>
            <input
              id={name}
              name={name}
              inputMode="numeric"
              autoComplete="off"
              aria-describedby={`${name}-hint`}
              aria-invalid={wrong.includes(name) || undefined}
              defaultValue={typed?.[name] ?? own ?? ""}
            />
          </div>
        ))}
        <button type="submit" disabled={isSaving}>
          {words.save}
        </button>
      </form>
    </div>
  );
}
