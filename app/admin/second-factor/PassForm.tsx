"use client";

import { startAuthentication } from "@simplewebauthn/browser";
import { startTransition, useActionState, useState } from "react";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";
import { beginPassAction, passAction } from "@/app/admin/second-factor/actions";

export interface PassFormProps {
  hasPasskey: boolean;
  words: Record<"passkey" | "or" | "code" | "button" | "refused", string>;
}

/** A passkey, or a code. The code works without script. */
export function PassForm({ hasPasskey, words }: PassFormProps) {
  const [outcome, action, isBusy] = useActionState(passAction, null);
  const [problem, setProblem] = useState<string | null>(null);
  const showPasskey = async () => {
    setProblem(null);
    const begun = await beginPassAction();
    if (!begun.ok) return setProblem(begun.error);
    // The browser throws whatever went wrong; the words are the same for all of it.
    const answer = await startAuthentication({ optionsJSON: begun.value }).catch(() => null);
    if (!answer) return setProblem(words.refused);
    const form = new FormData();
    form.set("answer", JSON.stringify(answer));
    startTransition(() => action(form));
  };
  return (
    <>
      <Outcome outcome={problem === null ? outcome : { isDone: false, text: problem }} />
      {hasPasskey && (
        <form action={showPasskey} className={styles.pass}>
          <button type="submit" disabled={isBusy}>
            {words.passkey}
          </button>
          <p className="soft">{words.or}</p>
        </form>
      )}
      <form action={action} className={styles.pass}>
        <label htmlFor="code">{words.code}</label>
        <input
          id="code"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          required
        />
        <button type="submit" disabled={isBusy}>
          {words.button}
        </button>
      </form>
    </>
  );
}
