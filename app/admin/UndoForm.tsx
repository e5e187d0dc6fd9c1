"use client";

import { Fleeting } from "@/app/admin/Fleeting";

export interface UndoFormProps {
  action: (form: FormData) => void;
  isBusy: boolean;
  /** What can be taken back for ten seconds; null: nothing. */
  undoable: string | null | undefined;
  words: Record<"undo" | "undoWait", string>;
}

/** Takes back what was just done, while that is possible. Works without script. */
export function UndoForm({ action, isBusy, undoable, words }: UndoFormProps) {
  if (!undoable) return null;
  return (
    <Fleeting key={undoable} seconds={10}>
      <form action={action}>
        <input type="hidden" name="undo" value={undoable} />
        <button className="quiet" type="submit" data-key="z" disabled={isBusy}>
          {words.undo}
        </button>{" "}
        <span className="soft">{words.undoWait}</span>
      </form>
    </Fleeting>
  );
}
