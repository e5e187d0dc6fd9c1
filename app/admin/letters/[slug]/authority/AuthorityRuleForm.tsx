"use client";

import { useActionState } from "react";
import { writeAuthorityRuleAction } from "@/app/admin/letters/[slug]/authority/actions";
import styles from "@/app/admin/letters/[slug]/notices/notices.module.css";
import { Outcome } from "@/app/admin/Outcome";

export interface AuthorityRuleFormProps {
  slug: string;
  kept: { rule: string; waits: boolean; days: string };
  rules: { rule: string; label: string; hint: string }[];
  limits: { least: number; most: number };
  words: Record<"legend" | "waits" | "waitsHint" | "days" | "daysHint" | "save", string>;
}

/** When organisations must be told, whether publication waits, and for how many days. Works without script. */
export function AuthorityRuleForm({ slug, kept, rules, limits, words }: AuthorityRuleFormProps) {
  const [outcome, action, isSaving] = useActionState(writeAuthorityRuleAction, null);
  const shown = outcome && !outcome.isDone ? outcome.typed : kept;
  return (
    // After saving, the form shows what is kept; after a refusal, what was typed.
    <form action={action} className={styles.form} key={JSON.stringify(shown)}>
      <input type="hidden" name="slug" value={slug} />
      <Outcome outcome={outcome} />
      <fieldset>
        <legend>{words.legend}</legend>
        {rules.map(({ rule, label, hint }) => (
          <div key={rule} className={styles.choice}>
            <input
              type="radio"
              id={`rule-${rule}`}
              name="rule"
              value={rule}
              defaultChecked={rule === shown.rule}
              aria-describedby={`rule-hint-${rule}`}
            />
            <label htmlFor={`rule-${rule}`}>{label}</label>
            <p className="soft" id={`rule-hint-${rule}`}>
              {hint}
            </p>
          </div>
        ))}
      </fieldset>
      <div className={styles.choice}>
        <input
          type="checkbox"
          id="waits"
          name="waits"
          defaultChecked={shown.waits}
          aria-describedby="waits-hint"
        />
        <label htmlFor="waits">{words.waits}</label>
        <p className="soft" id="waits-hint">
          {words.waitsHint}
        </p>
      </div>
      <label htmlFor="days">{words.days}</label>
      <p className="soft" id="days-hint">
        {words.daysHint}
      </p>
      <input
        type="number"
        id="days"
        name="days"
        min={limits.least}
        max={limits.most}
        defaultValue={shown.days}
        aria-describedby="days-hint"
      />
      <p>
        <button type="submit" disabled={isSaving}>
          {words.save}
        </button>
      </p>
    </form>
  );
}
