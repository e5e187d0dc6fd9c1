"use client";

import type { useDraft } from "@/app/admin/useDraft";

export interface ReasonFieldsProps {
  /** Goes before the fields' ids, for a page that could hold two. */
  prefix?: string;
  /** The letter's reasons, in the language of whoever reads them. */
  reasons: string[];
  /** What is sent for each reason, where it is not its words. */
  marks?: string[];
  /** That language, where it may not be the page's. */
  language?: string;
  /** What Enter in the list presses, as a selector; the list then has its key as well. */
  enter?: string;
  /** Rows of the free line. */
  rows: number;
  /** What was sent before and comes back with an error. */
  typed: { chosen: string; reason: string } | null;
  /** Keeps the free line while it is not sent. */
  draft?: ReturnType<typeof useDraft>;
  words: Record<"choose" | "chooseNone" | "reason" | "reasonHint", string>;
}

/** A reason from the list, and a free line. */
export function ReasonFields({
  prefix = "",
  reasons,
  marks = reasons,
  language,
  enter,
  rows,
  typed,
  draft,
  words,
}: ReasonFieldsProps) {
  const ids = { chosen: `${prefix}chosen`, reason: `${prefix}reason`, hint: `${prefix}reason-hint` };
  return (
    <>
      <label htmlFor={ids.chosen}>{words.choose}</label>
      <select
        id={ids.chosen}
        name="chosen"
        lang={language}
        data-key={enter && "r"}
        data-enter={enter}
        defaultValue={typed?.chosen ?? ""}
        // What was chosen comes back with an error; React keeps a select's first value otherwise.
        key={typed?.chosen ?? ""}
      >
        <option value="">{words.chooseNone}</option>
        {reasons.map((text, place) => (
          <option key={text} value={marks[place]}>
            {text}
          </option>
        ))}
      </select>
      <label htmlFor={ids.reason}>{words.reason}</label>
      <p className="soft" id={ids.hint}>
        {words.reasonHint}
      </p>
      <textarea
        id={ids.reason}
        name="reason"
        rows={rows}
        dir="auto"
        aria-describedby={ids.hint}
        defaultValue={typed?.reason}
        {...draft}
      />
    </>
  );
}
