"use client";

import { useActionState } from "react";
import { startBulkAction } from "@/app/admin/letters/[slug]/bulk/actions";
import { ReasonFields } from "@/app/admin/ReasonFields";

export interface BulkFormProps {
  /** The form's id: the ticks of the queue belong to it. */
  id: string;
  slug: string;
  /** The queue's address, after the question mark. */
  query: string;
  reasons: string[];
  words: Record<
    | "title"
    | "scope"
    | "selected"
    | "all"
    | "choose"
    | "chooseNone"
    | "reason"
    | "reasonHint"
    | "start"
    | "approve"
    | "reject",
    string
  >;
}

/** One decision about many signatures. Works without script. */
export function BulkForm({ id, slug, query, reasons, words }: BulkFormProps) {
  const [outcome, action, isStarting] = useActionState(startBulkAction, null);
  return (
    <details className="bulk" open={outcome !== null || undefined}>
      <summary>{words.title}</summary>
      {outcome && (
        <p className="alert" role="alert">
          {outcome.text}
        </p>
      )}
      <form id={id} action={action}>
        <input type="hidden" name="slug" value={slug} />
        <input type="hidden" name="query" value={query} />
        <fieldset>
          <legend>{words.scope}</legend>
          <label className="tick">
            <input type="radio" name="scope" value="selected" defaultChecked /> {words.selected}
          </label>
          <label className="tick">
            <input type="radio" name="scope" value="all" /> {words.all}
          </label>
        </fieldset>
        <ReasonFields prefix="bulk-" reasons={reasons} rows={2} typed={outcome} words={words} />
        <p className="soft">{words.start}</p>
        <div className="actions">
          <button className="approve" type="submit" name="kind" value="approve" disabled={isStarting}>
            {words.approve}
          </button>
          <button className="reject" type="submit" name="kind" value="reject" disabled={isStarting}>
            {words.reject}
          </button>
        </div>
      </form>
    </details>
  );
}
