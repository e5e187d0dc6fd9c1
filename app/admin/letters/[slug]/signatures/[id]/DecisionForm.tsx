"use client";

import { useActionState } from "react";
import { decideAction } from "@/app/admin/letters/[slug]/signatures/[id]/actions";
import type { DecisionKind } from "@/lib/generated/prisma/enums";

export interface DecisionFormProps {
  signatureId: string;
  /** What the signature's status allows. */
  actions: DecisionKind[];
  words: Record<"reason" | "reasonHint" | "noAction" | DecisionKind, string>;
}

/** The decisions that a signature allows, with the reason that the signer reads. Works without script. */
export function DecisionForm({ signatureId, actions, words }: DecisionFormProps) {
  const [outcome, action, isDeciding] = useActionState(decideAction, null);
  const needsReason = actions.includes("reject") || actions.includes("remove");
  return (
    <>
      {outcome && (
        <p className={outcome.isDone ? "done" : "alert"} role={outcome.isDone ? "status" : "alert"}>
          {outcome.text}
        </p>
      )}
      {actions.length === 0 && <p className="soft">{words.noAction}</p>}
      <form action={action} className="decision">
        <input type="hidden" name="signatureId" value={signatureId} />
        {needsReason && (
          <>
            <label htmlFor="reason">{words.reason}</label>
            <p className="soft" id="reason-hint">
              {words.reasonHint}
            </p>
            <textarea
              id="reason"
              name="reason"
              rows={3}
              maxLength={1000}
              dir="auto"
              aria-describedby="reason-hint"
              defaultValue={outcome?.reason}
            />
          </>
        )}
        <div className="actions">
          {actions.map((kind) => (
            <button key={kind} className={kind} type="submit" name="kind" value={kind} disabled={isDeciding}>
              {words[kind]}
            </button>
          ))}
        </div>
      </form>
    </>
  );
}
