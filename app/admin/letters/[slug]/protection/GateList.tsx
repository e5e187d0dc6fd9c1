"use client";

import { useActionState } from "react";
import { removeGateAction } from "@/app/admin/letters/[slug]/protection/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface GateListProps {
  slug: string;
  gates: { id: string; title: string; reason: string; facts: string; isOver: boolean; remove: string }[];
  words: { empty: string; remove: string };
}

/** The entries of a letter's lists, newest first, each with a way off. Works without script. */
export function GateList({ slug, gates, words }: GateListProps) {
  const [outcome, action, isBusy] = useActionState(removeGateAction, null);
  return (
    <>
      <Outcome outcome={outcome} />
      {gates.length === 0 && <p className="soft">{words.empty}</p>}
      <ul className={`${styles.people} ${styles.invitations}`} hidden={gates.length === 0}>
        {gates.map(({ id, title, reason, facts, isOver, remove }) => (
          <li key={id}>
            <div className={styles.who}>
              <b>{title}</b>
            </div>
            <span dir="auto">{reason}</span>
            <span className={isOver ? "doubt" : "soft"}>{facts}</span>
            <form action={action} className={styles.line}>
              <input type="hidden" name="slug" value={slug} />
              <input type="hidden" name="gateId" value={id} />
              <button className="quiet" type="submit" aria-label={remove} disabled={isBusy}>
                {words.remove}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  );
}
