"use client";

import { useActionState } from "react";
import { askAction } from "@/app/admin/letters/[slug]/signatures/[id]/question-actions";
import { Outcome } from "@/app/admin/Outcome";
import { UndoForm } from "@/app/admin/UndoForm";
import { useDraft } from "@/app/admin/useDraft";

export interface QuestionFormProps {
  signatureId: string;
  /** Whether there is somebody to ask, and no question waits already. */
  canAsk: boolean;
  words: Record<"title" | "label" | "hint" | "ask" | "undo" | "undoWait", string>;
}

/** A question to the signer, by mail. Works without script. */
export function QuestionForm({ signatureId, canAsk, words }: QuestionFormProps) {
  const [outcome, action, isAsking] = useActionState(askAction, null);
  const draft = useDraft(`${signatureId} question`, outcome);
  return (
    <>
      <Outcome outcome={outcome}>
        <UndoForm action={action} isBusy={isAsking} undoable={outcome?.undoable} words={words} />
      </Outcome>
      {canAsk && (
        <details
          className="more"
          open={(outcome !== null && outcome.typed !== "") || (outcome && !outcome.isDone) || undefined}
        >
          <summary data-key="q">{words.title}</summary>
          <form action={action}>
            <input type="hidden" name="signatureId" value={signatureId} />
            <label htmlFor="question">{words.label}</label>
            <p className="soft" id="question-hint">
              {words.hint}
            </p>
            <textarea
              id="question"
              name="text"
              rows={3}
              dir="auto"
              data-enter="#ask"
              aria-describedby="question-hint"
              defaultValue={outcome?.typed}
              {...draft}
            />
            <button id="ask" className="quiet" type="submit" disabled={isAsking}>
              {words.ask}
            </button>
          </form>
        </details>
      )}
    </>
  );
}
