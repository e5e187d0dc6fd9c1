"use client";

import { useActionState } from "react";
import { correctAction } from "@/app/admin/letters/[slug]/signatures/[id]/correction-actions";
import { Outcome } from "@/app/admin/Outcome";
import type { CorrectableField } from "@/lib/signatures/schema";

export interface CorrectionFormProps {
  signatureId: string;
  /** The newest entry of the history that the page shows. */
  seen: string;
  /** Each field with its label, what stands there, and what the signer wrote where that differs. */
  fields: { field: CorrectableField; label: string; value: string; original: string | null }[];
  countries: { code: string; name: string }[];
  words: Record<"title" | "hint" | "save", string>;
}

/** Corrects what is, or will be, published. Works without script. */
export function CorrectionForm({ signatureId, seen, fields, countries, words }: CorrectionFormProps) {
  const [outcome, action, isSaving] = useActionState(correctAction, null);
  const isWrong = outcome !== null && !outcome.isDone;
  return (
    <>
      <Outcome outcome={outcome} />
      <details className="more" open={isWrong || undefined}>
        <summary id="corrections" data-key="e">
          {words.title}
        </summary>
        <form action={action}>
          <input type="hidden" name="signatureId" value={signatureId} />
          <input type="hidden" name="seen" value={seen} />
          <p className="soft">{words.hint}</p>
          {fields.map(({ field, label, value, original }) => {
            const isCountry = field === "country";
            const error = outcome?.errors[field];
            const typed = isWrong ? outcome.typed[field] : undefined;
            const control = {
              id: `correct-${field}`,
              name: field,
              dir: "auto",
              "data-enter": "#correct",
              "aria-invalid": error ? true : undefined,
              "aria-describedby": error || original ? `correct-${field}-hint` : undefined,
              defaultValue: typed ?? value,
            } as const;
            return (
              <div key={field}>
                <label htmlFor={control.id}>{label}</label>
                {(error || original) && (
                  <p className={error ? "field-error" : "soft"} id={`correct-${field}-hint`}>
                    {error ?? original}
                  </p>
                )}
                {isCountry ? (
                  // What was chosen comes back with an error; React keeps a select's first value otherwise.
                  <select {...control} key={control.defaultValue}>
                    <option value="" />
                    {countries.map(({ code, name }) => (
                      <option key={code} value={code}>
                        {name}
                      </option>
                    ))}
                  </select>
                ) : (
                  <input {...control} autoComplete="off" />
                )}
              </div>
            );
          })}
          <button id="correct" className="quiet" type="submit" disabled={isSaving}>
            {words.save}
          </button>
        </form>
      </details>
    </>
  );
}
