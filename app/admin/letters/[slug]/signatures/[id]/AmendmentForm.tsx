"use client";

import { useActionState } from "react";
import styles from "@/app/admin/letters/[slug]/signatures/[id]/amendment.module.css";
import { amendmentAction } from "@/app/admin/letters/[slug]/signatures/[id]/amendment-actions";
import { Outcome } from "@/app/admin/Outcome";
import { UndoForm } from "@/app/admin/UndoForm";
import { useDraft } from "@/app/admin/useDraft";

export interface AmendmentFormProps {
  signatureId: string;
  /** What waits for a decision; null where nothing does. */
  amendmentId: string | null;
  /** Whether the page says (`#amendment-doubts`) what speaks against it. */
  isDoubted: boolean;
  /** The newest entry of the history that the page shows. */
  seen: string;
  words: Record<
    "accept" | "acceptHint" | "refuseTitle" | "reason" | "reasonHint" | "refuse" | "undo" | "undoWait",
    string
  >;
}

/** Accepts or refuses what the signer asked for. Works without script. */
export function AmendmentForm({ signatureId, amendmentId, isDoubted, seen, words }: AmendmentFormProps) {
  const [outcome, action, isDeciding] = useActionState(amendmentAction, null);
  const draft = useDraft(`${signatureId} amendment`, outcome);
  return (
    <>
      <Outcome outcome={outcome}>
        <UndoForm action={action} isBusy={isDeciding} undoable={outcome?.undoable} words={words} />
      </Outcome>
      {amendmentId && (
        <form action={action} className={styles.form}>
          <input type="hidden" name="signatureId" value={signatureId} />
          <input type="hidden" name="amendmentId" value={amendmentId} />
          <input type="hidden" name="seen" value={seen} />
          <p className={`soft ${styles.hint}`} id="accept-hint">
            {words.acceptHint}
          </p>
          <div className="actions">
            <button
              className="approve"
              type="submit"
              name="kind"
              value="accept"
              disabled={isDeciding}
              data-key="a"
              aria-describedby={isDoubted ? "amendment-doubts accept-hint" : "accept-hint"}
            >
              {words.accept}
            </button>
          </div>
          <details
            className="more"
            open={(outcome !== null && outcome.reason !== "") || (outcome && !outcome.isDone) || undefined}
          >
            <summary data-key="d">{words.refuseTitle}</summary>
            <label htmlFor="amendment-reason">{words.reason}</label>
            <p className="soft" id="amendment-reason-hint">
              {words.reasonHint}
            </p>
            <textarea
              id="amendment-reason"
              name="reason"
              rows={3}
              dir="auto"
              data-enter="#refuse"
              aria-describedby="amendment-reason-hint"
              defaultValue={outcome?.reason}
              {...draft}
            />
            <div className="actions">
              <button
                id="refuse"
                className="reject"
                type="submit"
                name="kind"
                value="refuse"
                disabled={isDeciding}
              >
                {words.refuse}
              </button>
            </div>
          </details>
        </form>
      )}
    </>
  );
}
