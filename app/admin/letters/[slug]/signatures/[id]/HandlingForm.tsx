"use client";

import { useActionState } from "react";
import { handleAction } from "@/app/admin/letters/[slug]/signatures/[id]/actions";

export interface HandlingFormProps {
  signatureId: string;
  /** What can be done about its place in the queue; null where it does not wait for a decision. */
  aside: "hold" | "release" | null;
  assigneeId: string | null;
  colleagues: { id: string; email: string }[];
  words: Record<
    "hold" | "release" | "assignLabel" | "assign" | "nobody" | "noteLabel" | "noteHint" | "note",
    string
  >;
}

/** What moderators do with a signature short of deciding it: hold it, give it to somebody, write a note. Works without script. */
export function HandlingForm({ signatureId, aside, assigneeId, colleagues, words }: HandlingFormProps) {
  const [outcome, action, isBusy] = useActionState(handleAction, null);
  const signature = <input type="hidden" name="signatureId" value={signatureId} />;
  return (
    <div className="handling">
      {outcome && (
        <p className={outcome.isDone ? "done" : "alert"} role={outcome.isDone ? "status" : "alert"}>
          {outcome.text}
        </p>
      )}
      {aside && (
        <form action={action}>
          {signature}
          <button className="quiet" type="submit" name="kind" value={aside} data-key="h" disabled={isBusy}>
            {words[aside]}
          </button>
        </form>
      )}
      <form action={action} className="inline">
        {signature}
        <label htmlFor="assignee">{words.assignLabel}</label>
        <select
          id="assignee"
          name="assigneeId"
          data-key="m"
          data-enter="#assign"
          defaultValue={assigneeId ?? ""}
          key={assigneeId ?? ""}
        >
          <option value="">{words.nobody}</option>
          {colleagues.map(({ id, email }) => (
            <option key={id} value={id}>
              {email}
            </option>
          ))}
        </select>
        <button id="assign" className="quiet" type="submit" name="kind" value="assign" disabled={isBusy}>
          {words.assign}
        </button>
      </form>
      <form action={action}>
        {signature}
        <label htmlFor="note">{words.noteLabel}</label>
        <p className="soft" id="note-hint">
          {words.noteHint}
        </p>
        <textarea
          id="note"
          name="text"
          rows={2}
          maxLength={2000}
          dir="auto"
          data-key="n"
          data-enter="#keep-note"
          aria-describedby="note-hint"
          defaultValue={outcome?.note}
        />
        <button id="keep-note" className="quiet" type="submit" name="kind" value="note" disabled={isBusy}>
          {words.note}
        </button>
      </form>
    </div>
  );
}
