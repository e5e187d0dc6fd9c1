"use client";

import { startRegistration } from "@simplewebauthn/browser";
import { startTransition, useState } from "react";
import { beginPasskeyAction } from "@/app/admin/account/actions";
import type { FactorWords } from "@/app/admin/account/words";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface ShownPasskey {
  id: string;
  name: string;
  facts: string;
  /** What the button says to whoever hears it. */
  remove: string;
}

export interface PasskeysProps {
  words: FactorWords;
  passkeys: ShownPasskey[];
  action: (form: FormData) => void;
  isBusy: boolean;
}

/** Somebody's passkeys, and a form to make one more. */
export function Passkeys({ words, passkeys, action, isBusy }: PasskeysProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (form: FormData) => {
    setProblem(null);
    const begun = await beginPasskeyAction();
    if (!begun.ok) return setProblem(begun.error);
    // The browser throws whatever went wrong; the words are the same for all of it.
    const answer = await startRegistration({ optionsJSON: begun.value }).catch(() => null);
    if (!answer) return setProblem(words.passkeyRefused);
    form.set("kind", "passkeyAdd");
    form.set("answer", JSON.stringify(answer));
    startTransition(() => action(form));
  };
  return (
    <>
      <h3>{words.passkeys}</h3>
      {passkeys.length === 0 && <p className="soft">{words.passkeysNone}</p>}
      <ul className={styles.own}>
        {passkeys.map(({ id, name, facts, remove }) => (
          <li key={id}>
            <span>
              <b dir="auto">{name}</b>
              <span className={styles.facts}>{facts}</span>
            </span>
            <form action={action}>
              <input type="hidden" name="passkey" value={id} />
              <button
                className={styles.danger}
                type="submit"
                name="kind"
                value="passkeyRemove"
                aria-label={remove}
                disabled={isBusy}
              >
                {words.passkeyRemove}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <Outcome outcome={problem === null ? null : { isDone: false, text: problem }} />
      <form action={add}>
        <label htmlFor="passkey-name">{words.passkeyName}</label>
        <p className="soft" id="passkey-hint">
          {words.passkeyNameHint}
        </p>
        <div className={styles.line}>
          <input
            id="passkey-name"
            name="name"
            required
            dir="auto"
            autoComplete="off"
            aria-describedby="passkey-hint"
          />
          <button className="quiet" type="submit" disabled={isBusy}>
            {words.passkeyAdd}
          </button>
        </div>
      </form>
      <noscript>
        <p className="soft">{words.passkeyScript}</p>
      </noscript>
    </>
  );
}
