"use client";

import { useActionState } from "react";
import { savePrivacyAction } from "@/app/admin/letters/[slug]/privacy/actions";
import { Outcome } from "@/app/admin/Outcome";

export interface PrivacyFormProps {
  slug: string;
  months: number;
  contact: string;
  words: Record<"months" | "monthsHint" | "contact" | "contactHint" | "save", string>;
}

/** What a letter says about personal data. Works without script. */
export function PrivacyForm({ slug, months, contact, words }: PrivacyFormProps) {
  const [outcome, action, isSaving] = useActionState(savePrivacyAction, null);
  const typed = outcome && !outcome.isDone ? outcome : null;
  return (
    <form action={action}>
      <Outcome outcome={outcome} />
      <input type="hidden" name="slug" value={slug} />
      <label htmlFor="months">{words.months}</label>
      <p className="soft" id="months-hint">
        {words.monthsHint}
      </p>
      <input
        id="months"
        name="months"
        inputMode="numeric"
        autoComplete="off"
        aria-describedby="months-hint"
        defaultValue={typed?.months ?? months}
        key={`months ${months}`}
      />
      <label htmlFor="contact">{words.contact}</label>
      <p className="soft" id="contact-hint">
        {words.contactHint}
      </p>
      <textarea
        id="contact"
        name="contact"
        rows={4}
        dir="auto"
        aria-describedby="contact-hint"
        defaultValue={typed?.contact ?? contact}
        key={`contact ${contact}`}
      />
      <button type="submit" disabled={isSaving}>
        {words.save}
      </button>
    </form>
  );
}
