"use client";

import { useActionState } from "react";
import { AppFactor } from "@/app/admin/account/AppFactor";
import { factorAction } from "@/app/admin/account/actions";
import { Identities, type ShownIdentity } from "@/app/admin/account/Identities";
import { Passkeys, type ShownPasskey } from "@/app/admin/account/Passkeys";
import { Prove } from "@/app/admin/account/Prove";
import type { FactorWords } from "@/app/admin/account/words";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface FactorsProps {
  words: FactorWords;
  app: { isOn: boolean; secret: string | null; qr: { path: string; size: number } | null };
  passkeys: ShownPasskey[];
  /** How many recovery codes are left, in words; null without a second factor. */
  codesLeft: string | null;
  identities: ShownIdentity[];
  /** Where to show once more who one is; null while nobody has to. */
  prove: { href: string; text: string } | null;
}

/** How one signs in: an app, passkeys, recovery codes, accounts at providers. All but making a passkey works without script. */
export function Factors({ words, app, passkeys, codesLeft, identities, prove }: FactorsProps) {
  const [outcome, action, isBusy] = useActionState(factorAction, null);
  const isLocked = isBusy || prove !== null;
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
      {prove && <Prove {...prove} words={words} />}
      <AppFactor words={words} {...app} action={action} isBusy={isLocked} />
      <Passkeys words={words} passkeys={passkeys} action={action} isBusy={isLocked} />
      {codesLeft !== null && (
        <>
          <h3>{words.codes}</h3>
          <p className="soft">{codesLeft}</p>
          <form action={action} className={styles.line}>
            <button className="quiet" type="submit" name="kind" value="codes" disabled={isLocked}>
              {words.codesNew}
            </button>
            <span className="soft">{words.codesNewHint}</span>
          </form>
        </>
      )}
      <Identities words={words} identities={identities} action={action} isBusy={isLocked} />
    </section>
  );
}
