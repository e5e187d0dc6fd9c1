"use client";

import { useActionState } from "react";
import { ruleAction } from "@/app/admin/letters/[slug]/people/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface FactorRuleProps {
  slug: string;
  isRequired: boolean;
  words: Record<"title" | "text" | "change" | "account", string>;
}

/** Whether the letter asks its people for a second factor. Works without script. */
export function FactorRule({ slug, isRequired, words }: FactorRuleProps) {
  const [outcome, action, isBusy] = useActionState(ruleAction, null);
  return (
    <section aria-labelledby="rule" className={styles.form}>
      <h2 id="rule">{words.title}</h2>
      <Outcome outcome={outcome}>
        {outcome && !outcome.isDone && (
          <p>
            <a href="/admin/account">{words.account}</a>
          </p>
        )}
      </Outcome>
      <form action={action} className={styles.line}>
        <input type="hidden" name="slug" value={slug} />
        <span className="soft">{words.text}</span>
        <button
          className="quiet"
          type="submit"
          name="rule"
          value={isRequired ? "optional" : "required"}
          disabled={isBusy}
        >
          {words.change}
        </button>
      </form>
    </section>
  );
}
