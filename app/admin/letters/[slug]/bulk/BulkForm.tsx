"use client";

import { type FormEvent, startTransition, useActionState } from "react";
import { startBulkAction } from "@/app/admin/letters/[slug]/bulk/actions";
import { Outcome } from "@/app/admin/Outcome";
import { ReasonFields } from "@/app/admin/ReasonFields";

type BulkButton = "approve" | "reject" | "hold" | "release" | "assign" | "tag";

export interface BulkFormProps {
  /** The form's id: the ticks of the queue belong to it. */
  id: string;
  slug: string;
  /** The queue's address, after the question mark. */
  query: string;
  /** The newest entry of the letter's log when the queue was read. */
  seen: string;
  /** The letter's reasons in the moderator's language, with their marks; each signer reads them in the signer's own. */
  reasons: { text: string; mark: string }[];
  colleagues: { id: string; email: string }[];
  knownTags: string[];
  words: Record<
    | BulkButton
    | "title"
    | "scope"
    | "selected"
    | "all"
    | "choose"
    | "chooseNone"
    | "reason"
    | "reasonHint"
    | "start"
    | "assignLabel"
    | "nobody"
    | "tagLabel",
    string
  >;
}

/** One thing done to many signatures. Works without script. */
export function BulkForm(props: BulkFormProps) {
  const { id, slug, query, seen, reasons, colleagues, knownTags, words } = props;
  const [outcome, action, isStarting] = useActionState(startBulkAction, null);
  // By hand, so that React does not empty the form: ticks and words stay when the answer is no.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (!(submitter instanceof HTMLButtonElement) || submitter.value === "") return;
    const form = new FormData(event.currentTarget, submitter);
    startTransition(() => action(form));
  };
  const button = (kind: BulkButton) => (
    <button
      id={`bulk-${kind}-button`}
      className={kind === "approve" || kind === "reject" ? kind : "quiet"}
      type="submit"
      name="kind"
      value={kind}
      disabled={isStarting}
    >
      {words[kind]}
    </button>
  );
  return (
    <details className="bulk" open={outcome !== null || undefined}>
      <summary data-key="b">{words.title}</summary>
      <Outcome outcome={outcome} />
      <form id={id} action={action} onSubmit={send}>
        {/* The first button is what Enter presses, in a field or on a tick: this one asks to press another. A disabled one
            would be passed over for the next by some browsers. */}
        <button type="submit" name="kind" value="" tabIndex={-1} hidden />
        <input type="hidden" name="slug" value={slug} />
        <input type="hidden" name="query" value={query} />
        <input type="hidden" name="seen" value={seen} />
        <fieldset>
          <legend>{words.scope}</legend>
          <label className="tick">
            <input type="radio" name="scope" value="selected" defaultChecked /> {words.selected}
          </label>
          <label className="tick">
            <input type="radio" name="scope" value="all" /> {words.all}
          </label>
        </fieldset>
        <ReasonFields
          prefix="bulk-"
          reasons={reasons.map(({ text }) => text)}
          marks={reasons.map(({ mark }) => mark)}
          rows={2}
          typed={outcome}
          words={words}
        />
        <p className="soft">{words.start}</p>
        <div className="actions">
          {button("approve")}
          {button("reject")}
          {button("hold")}
          {button("release")}
        </div>
        <div className="inline">
          <label htmlFor="bulk-assignee">{words.assignLabel}</label>
          <select id="bulk-assignee" name="assigneeId">
            <option value="">{words.nobody}</option>
            {colleagues.map((colleague) => (
              <option key={colleague.id} value={colleague.id}>
                {colleague.email}
              </option>
            ))}
          </select>
          {button("assign")}
        </div>
        <div className="inline">
          <label htmlFor="bulk-tag">{words.tagLabel}</label>
          <input
            id="bulk-tag"
            name="tag"
            list="bulk-known-tags"
            autoComplete="off"
            dir="auto"
            data-enter="#bulk-tag-button"
            defaultValue={outcome?.tag}
          />
          <datalist id="bulk-known-tags">
            {knownTags.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {button("tag")}
        </div>
      </form>
    </details>
  );
}
