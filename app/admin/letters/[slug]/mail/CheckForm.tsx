"use client";

import { useActionState } from "react";
import { mailCheckAction } from "@/app/admin/letters/[slug]/mail/actions";
import { Outcome } from "@/app/admin/Outcome";

export interface CheckFormProps {
  slug: string;
  words: Record<"button" | "to" | "steps" | "records", string>;
}

/** Sends a test mail and shows how far it came. Works without script. */
export function CheckForm({ slug, words }: CheckFormProps) {
  const [outcome, action, isSending] = useActionState(mailCheckAction, null);
  return (
    <>
      <Outcome outcome={outcome} />
      {outcome && outcome.steps.length > 0 && (
        <section aria-labelledby="steps">
          <h2 id="steps">{words.steps}</h2>
          <ol className="history">
            {outcome.steps.map(({ words: step, state, isFailed }) => (
              <li key={step}>
                {step} <span className={isFailed ? "doubt" : "soft"}>{state}</span>
              </li>
            ))}
          </ol>
          {outcome.said && <p dir="auto">{outcome.said}</p>}
        </section>
      )}
      {outcome && outcome.records.length > 0 && (
        <section aria-labelledby="records">
          <h2 id="records">{words.records}</h2>
          <ul className="evidence">
            {outcome.records.map(({ words: record, text, isGood }) => (
              <li key={record} className={isGood ? "weighs-for" : "weighs-unknown"}>
                {record}
                {text && (
                  <>
                    <br />
                    <bdi className="soft">{text}</bdi>
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <form action={action}>
        <input type="hidden" name="slug" value={slug} />
        <p className="soft">{words.to}</p>
        <button type="submit" disabled={isSending}>
          {words.button}
        </button>
      </form>
    </>
  );
}
