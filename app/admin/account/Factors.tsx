"use client";

import { useActionState } from "react";
import { AppFactor } from "@/app/admin/account/AppFactor";
import { factorAction } from "@/app/admin/account/actions";
import { Passkeys, type ShownPasskey } from "@/app/admin/account/Passkeys";
import type { FactorWords } from "@/app/admin/account/words";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface FactorsProps {
  words: FactorWords;
  app: { isOn: boolean; secret: string | null; qr: { path: string; size: number } | null };
  passkeys: ShownPasskey[];
  /** How many recovery codes are left, in words; null without a second factor. */
  codesLeft: string | null;
}

/** The second factor: an app, passkeys, recovery codes. All but making a passkey works without script. */
export function Factors({ words, app, passkeys, codesLeft }: FactorsProps) {
  const [outcome, action, isBusy] = useActionState(factorAction, null);
  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">{words.title}</h2>
      <p className="soft">{words.intro}</p>
      <Outcome outcome={outcome} />
      {outcome?.codes && (
        <div className={styles.codes}>
          <p>{words.codesShown}</p>
          <ol>
            {outcome.codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ol>
        </div>
      )}
      <AppFactor words={words} {...app} action={action} isBusy={isBusy} />
      <Passkeys words={words} passkeys={passkeys} action={action} isBusy={isBusy} />
      {codesLeft !== null && (
        <>
          <h3>{words.codes}</h3>
          <p className="soft">{codesLeft}</p>
          <form action={action} className={styles.line}>
            <button className="quiet" type="submit" name="kind" value="codes" disabled={isBusy}>
              {words.codesNew}
            </button>
            <span className="soft">{words.codesNewHint}</span>
          </form>
        </>
      )}
    </section>
  );
}
