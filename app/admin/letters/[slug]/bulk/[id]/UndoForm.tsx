"use client";

import { useActionState } from "react";
import { undoBulkAction } from "@/app/admin/letters/[slug]/bulk/actions";
import { Outcome } from "@/app/admin/Outcome";

export interface UndoFormProps {
  slug: string;
  bulkId: string;
  canUndo: boolean;
  words: Record<"button" | "wait", string>;
}

/** Takes a decision about many back. Works without script. */
export function UndoForm({ slug, bulkId, canUndo, words }: UndoFormProps) {
  const [outcome, action, isBusy] = useActionState(undoBulkAction, null);
  return (
    <>
      <Outcome outcome={outcome} />
      {canUndo && (
        <form action={action}>
          <input type="hidden" name="slug" value={slug} />
          <input type="hidden" name="bulkId" value={bulkId} />
          <button className="quiet" type="submit" data-key="z" disabled={isBusy}>
            {words.button}
          </button>{" "}
          <span className="soft">{words.wait}</span>
        </form>
      )}
    </>
  );
}
