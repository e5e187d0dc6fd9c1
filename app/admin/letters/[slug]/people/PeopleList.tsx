"use client";

import { useActionState } from "react";
import { memberAction } from "@/app/admin/letters/[slug]/people/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

interface ShownPerson {
  id: string;
  email: string;
  role: string;
  isYou: boolean;
  seen: string;
  hasSecondFactor: boolean;
  labels: Record<"change" | "role", string>;
}

export interface PeopleListProps {
  slug: string;
  people: ShownPerson[];
  /** Each role with its name. */
  roles: [role: string, name: string][];
  words: Record<
    | "you"
    | "factorYes"
    | "factorNo"
    | "change"
    | "role"
    | "changeRole"
    | "signOut"
    | "signOutHint"
    | "expel"
    | "expelHint",
    string
  >;
}

/** The people of a letter. What can be changed about one is folded away: a role is not changed in passing. Works without script. */
export function PeopleList({ slug, people, roles, words }: PeopleListProps) {
  const [outcome, action, isBusy] = useActionState(memberAction, null);
  return (
    <section>
      <Outcome outcome={outcome} />
      <ul className={styles.people}>
        {people.map((person) => (
          <li key={person.id}>
            <div className={styles.who}>
              <b>{person.email}</b> {person.isYou && <span className="soft">({words.you})</span>}
            </div>
            <span className={styles.role}>{roles.find(([role]) => role === person.role)?.[1]}</span>
            <span className="soft">{person.seen}</span>
            <span className={person.hasSecondFactor ? "fine" : "doubt"}>
              {person.hasSecondFactor ? words.factorYes : words.factorNo}
            </span>
            <details className={styles.change}>
              <summary aria-label={person.labels.change}>{words.change}</summary>
              <form action={action} className={styles.line}>
                <input type="hidden" name="slug" value={slug} />
                <input type="hidden" name="moderatorId" value={person.id} />
                <label htmlFor={`role-${person.id}`}>{words.role}</label>
                <select
                  id={`role-${person.id}`}
                  name="role"
                  aria-label={person.labels.role}
                  defaultValue={person.role}
                  key={person.role}
                >
                  {roles.map(([role, name]) => (
                    <option key={role} value={role}>
                      {name}
                    </option>
                  ))}
                </select>
                <button className="quiet" type="submit" name="kind" value="role" disabled={isBusy}>
                  {words.changeRole}
                </button>
              </form>
              {!person.isYou && (
                <form action={action} className={styles.line}>
                  <input type="hidden" name="slug" value={slug} />
                  <input type="hidden" name="moderatorId" value={person.id} />
                  <button className="quiet" type="submit" name="kind" value="signOut" disabled={isBusy}>
                    {words.signOut}
                  </button>
                  <span className="soft">{words.signOutHint}</span>
                </form>
              )}
              <form action={action} className={styles.line}>
                <input type="hidden" name="slug" value={slug} />
                <input type="hidden" name="moderatorId" value={person.id} />
                <button className={styles.danger} type="submit" name="kind" value="expel" disabled={isBusy}>
                  {words.expel}
                </button>
                <span className="soft">{words.expelHint}</span>
              </form>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
