"use client";

import { useActionState } from "react";
import { addGateAction } from "@/app/admin/letters/[slug]/protection/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

type Choice = [value: string, words: string];

export interface GateFormProps {
  slug: string;
  effects: Choice[];
  kinds: Choice[];
  words: Record<
    "title" | "effect" | "kind" | "value" | "valueHint" | "reason" | "days" | "daysHint" | "add",
    string
  >;
}

/** Puts an entry on a letter's block list or allow list. Works without script. */
export function GateForm({ slug, effects, kinds, words }: GateFormProps) {
  const [outcome, action, isBusy] = useActionState(addGateAction, null);
  const typed = outcome?.typed;
  return (
    <section aria-labelledby="gate" className={styles.form}>
      <h3 id="gate">{words.title}</h3>
      <Outcome outcome={outcome} />
      <form action={action} noValidate key={JSON.stringify(outcome)}>
        <input type="hidden" name="slug" value={slug} />
        <label htmlFor="gate-effect">{words.effect}</label>
        <Choices id="gate-effect" name="effect" choices={effects} chosen={typed?.effect} />
        <label htmlFor="gate-kind">{words.kind}</label>
        <Choices id="gate-kind" name="kind" choices={kinds} chosen={typed?.kind} />
        <label htmlFor="gate-value">{words.value}</label>
        <p className="soft" id="gate-value-hint">
          {words.valueHint}
        </p>
        <input
          id="gate-value"
          name="value"
          autoComplete="off"
          spellCheck={false}
          aria-describedby="gate-value-hint"
          defaultValue={typed?.value}
        />
        <label htmlFor="gate-reason">{words.reason}</label>
        <input id="gate-reason" name="reason" autoComplete="off" dir="auto" defaultValue={typed?.reason} />
        <label htmlFor="gate-days">{words.days}</label>
        <p className="soft" id="gate-days-hint">
          {words.daysHint}
        </p>
        <input
          id="gate-days"
          name="days"
          inputMode="numeric"
          autoComplete="off"
          aria-describedby="gate-days-hint"
          defaultValue={typed?.days}
        />
        <button type="submit" disabled={isBusy}>
          {words.add}
        </button>
      </form>
    </section>
  );
}

function Choices({
  id,
  name,
  choices,
  chosen,
}: {
  id: string;
  name: string;
  choices: Choice[];
  chosen?: string;
}) {
  return (
    <select id={id} name={name} defaultValue={chosen || choices[0]?.[0]}>
      {choices.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
