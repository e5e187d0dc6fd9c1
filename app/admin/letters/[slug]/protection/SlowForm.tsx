"use client";

import { useActionState } from "react";
import { slowAction } from "@/app/admin/letters/[slug]/protection/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface SlowFormProps {
  slug: string;
  changes: { change: "end" | "prolong"; words: string }[];
}

/** The buttons about slow mode. They work without script. */
export function SlowForm({ slug, changes }: SlowFormProps) {
  const [outcome, action, isBusy] = useActionState(slowAction, null);
  return (
    <>
      <Outcome outcome={outcome} />
      {changes.length > 0 && (
        <form action={action} className={styles.line}>
          <input type="hidden" name="slug" value={slug} />
          {changes.map(({ change, words }) => (
            <button
              key={change}
              className="quiet"
              type="submit"
              name="change"
              value={change}
              disabled={isBusy}
            >
              {words}
            </button>
          ))}
        </form>
      )}
    </>
  );
}
