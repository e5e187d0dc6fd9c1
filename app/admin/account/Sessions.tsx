"use client";

import { useActionState } from "react";
import { endSessionsAction } from "@/app/admin/account/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface SessionsProps {
  sessions: { id: string; device: string; isThis: boolean; facts: string; end: string }[];
  words: Record<"title" | "intro" | "isThis" | "end" | "endOthers", string>;
}

/** Where somebody is signed in; each but this can be ended. Works without script. */
export function Sessions({ sessions, words }: SessionsProps) {
  const [outcome, action, isBusy] = useActionState(endSessionsAction, null);
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{words.title}</h2>
      <p className="soft">{words.intro}</p>
      <Outcome outcome={outcome} />
      <ul className={styles.own}>
        {sessions.map(({ id, device, isThis, facts, end }) => (
          <li key={id}>
            <span>
              <b>{device}</b> {isThis && <span className={styles.mark}>{words.isThis}</span>}
              <span className={styles.facts}>{facts}</span>
            </span>
            {!isThis && (
              <form action={action}>
                <button
                  className="quiet"
                  type="submit"
                  name="session"
                  value={id}
                  aria-label={end}
                  disabled={isBusy}
                >
                  {words.end}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <form action={action}>
          <button type="submit" name="session" value="others" disabled={isBusy}>
            {words.endOthers}
          </button>
        </form>
      )}
    </section>
  );
}
