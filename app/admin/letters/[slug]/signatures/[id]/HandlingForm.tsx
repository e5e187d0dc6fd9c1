"use client";

import { useActionState } from "react";
import { handleAction } from "@/app/admin/letters/[slug]/signatures/[id]/actions";
import { Outcome } from "@/app/admin/Outcome";
import { useDraft } from "@/app/admin/useDraft";

export interface HandlingFormProps {
  signatureId: string;
  /** What can be done about its place in the queue; null where it does not wait for a decision. */
  aside: "hold" | "release" | null;
  assigneeId: string | null;
  colleagues: { id: string; email: string }[];
  /** The signature's tags, each with the words of the button that takes it off, and all tags of the letter. */
  tags: { id: string; name: string; remove: string }[];
  knownTags: string[];
  words: Record<
    | "hold"
    | "release"
    | "assignLabel"
    | "assign"
    | "nobody"
    | "noteLabel"
    | "noteHint"
    | "note"
    | "tagLabel"
    | "tag",
    string
  >;
}

/** What moderators do with a signature short of deciding it: hold it, give it to somebody, tag it, write a note. Works without script. */
export function HandlingForm(props: HandlingFormProps) {
  const { signatureId, aside, assigneeId, colleagues, tags, knownTags, words } = props;
  const [outcome, action, isBusy] = useActionState(handleAction, null);
  // Only a note that was written takes the draft away, not a tag or a hold.
  const draft = useDraft(`${signatureId} note`, outcome && { isDone: outcome.isNoted });
  const signature = <input type="hidden" name="signatureId" value={signatureId} />;
  return (
    <div className="handling">
      <Outcome outcome={outcome} />
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
      <form action={action} className="inline">
        {signature}
        <label htmlFor="tag">{words.tagLabel}</label>
        <input
          id="tag"
          name="name"
          list="known-tags"
          autoComplete="off"
          dir="auto"
          data-key="t"
          data-enter="#keep-tag"
          defaultValue={outcome?.tag}
        />
        <datalist id="known-tags">
          {knownTags.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button id="keep-tag" className="quiet" type="submit" name="kind" value="tag" disabled={isBusy}>
          {words.tag}
        </button>
      </form>
      {tags.length > 0 && (
        <ul className="tags">
          {tags.map(({ id, name, remove }) => (
            <li key={id}>
              <form action={action}>
                {signature}
                <input type="hidden" name="tagId" value={id} />
                <bdi className="tag">{name}</bdi>
                <button
                  className="quiet"
                  type="submit"
                  name="kind"
                  value="untag"
                  aria-label={remove}
                  disabled={isBusy}
                >
                  ×
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
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
          dir="auto"
          data-key="n"
          data-enter="#keep-note"
          aria-describedby="note-hint"
          defaultValue={outcome?.note}
          {...draft}
        />
        <button id="keep-note" className="quiet" type="submit" name="kind" value="note" disabled={isBusy}>
          {words.note}
        </button>
      </form>
    </div>
  );
}
