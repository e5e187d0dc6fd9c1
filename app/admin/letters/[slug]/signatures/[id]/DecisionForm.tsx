"use client";

import { useActionState, useEffect } from "react";
import { decideAction } from "@/app/admin/letters/[slug]/signatures/[id]/actions";
import { Outcome } from "@/app/admin/Outcome";
import { ReasonFields } from "@/app/admin/ReasonFields";
import { noteDecision } from "@/app/admin/UndoBar";
import { UndoForm } from "@/app/admin/UndoForm";
import { useDraft } from "@/app/admin/useDraft";
import type { DecisionKind } from "@/lib/generated/prisma/enums";

export interface DecisionFormProps {
  signatureId: string;
  /** The newest entry of the history that the page shows. */
  seen: string;
  /** What the signature's status allows. */
  actions: DecisionKind[];
  /** The letter's reasons, in the signer's language. */
  reasons: string[];
  /** The signer's language. */
  language: string;
  /** The words of a tick that an approval takes here; null where it takes none. */
  clearing: Record<"cleared" | "clearedHint", string> | null;
  words: Record<
    "choose" | "chooseNone" | "reason" | "reasonHint" | "noAction" | "undo" | "undoWait" | DecisionKind,
    string
  >;
}

const keys: Partial<Record<DecisionKind, string>> = { approve: "a", reopen: "o" };

/** The decisions that a signature allows, with the reason that the signer reads. Works without script. */
export function DecisionForm({
  signatureId,
  seen,
  actions,
  reasons,
  language,
  clearing,
  words,
}: DecisionFormProps) {
  const [outcome, action, isDeciding] = useActionState(decideAction, null);
  const draft = useDraft(`${signatureId} reason`, outcome);
  useEffect(() => {
    if (outcome) noteDecision(outcome.undoable ? { decisionId: outcome.undoable, text: outcome.text } : null);
    // A disabled button loses the focus: whoever must still do something goes on where that is.
    if (outcome && !outcome.isDone) document.getElementById(outcome.goesOnAt ?? "chosen")?.focus();
  }, [outcome]);
  const refusing = actions.find((kind) => kind === "reject" || kind === "remove");
  return (
    <>
      <Outcome outcome={outcome}>
        <UndoForm action={action} isBusy={isDeciding} undoable={outcome?.undoable} words={words} />
      </Outcome>
      {actions.length === 0 && <p className="soft">{words.noAction}</p>}
      <form action={action} className="decision">
        <input type="hidden" name="signatureId" value={signatureId} />
        <input type="hidden" name="seen" value={seen} />
        {refusing && (
          <ReasonFields
            reasons={reasons}
            language={language}
            enter={`button.${refusing}`}
            rows={2}
            typed={outcome}
            draft={draft}
            words={words}
          />
        )}
        {clearing && actions.includes("approve") && (
          <>
            <label className="tick">
              <input id="cleared" type="checkbox" name="cleared" aria-describedby="cleared-hint" />{" "}
              {clearing.cleared}
            </label>
            <p className="soft" id="cleared-hint">
              {clearing.clearedHint}
            </p>
          </>
        )}
        <div className="actions">
          {actions.map((kind) => (
            <button
              key={kind}
              className={kind}
              type="submit"
              name="kind"
              value={kind}
              disabled={isDeciding}
              data-key={keys[kind]}
            >
              {words[kind]}
            </button>
          ))}
        </div>
      </form>
    </>
  );
}
