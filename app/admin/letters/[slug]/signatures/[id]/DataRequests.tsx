"use client";

import { useActionState } from "react";
import { eraseAction } from "@/app/admin/letters/[slug]/signatures/[id]/privacy-actions";
import { Outcome } from "@/app/admin/Outcome";

export interface DataRequestsProps {
  slug: string;
  signatureId: string;
  name: string;
  /** Why something is erased: the code for the log, and its words. */
  reasons: [string, string][];
  /** Nothing is left to erase. */
  isErased: boolean;
  words: Record<"title" | "export" | "exportHint" | "erase" | "eraseHint" | "reason" | "confirm", string>;
}

/** What an owner does when somebody asks for their data: hand it over, or erase it in two steps. Works without script. */
export function DataRequests(props: DataRequestsProps) {
  const { slug, signatureId, name, reasons, isErased, words } = props;
  const [outcome, action, isBusy] = useActionState(eraseAction, null);
  const toConfirm = outcome?.toConfirm;
  return (
    <div className="handling">
      {!isErased && (
        <>
          <h2>{words.title}</h2>
          <form method="post" action={`/admin/letters/${slug}/signatures/${signatureId}/held.json`}>
            <p className="soft">{words.exportHint}</p>
            <button className="quiet" type="submit">
              {words.export}
            </button>
          </form>
        </>
      )}
      <Outcome outcome={outcome}>
        {toConfirm && (
          <form action={action}>
            <input type="hidden" name="signatureId" value={signatureId} />
            <input type="hidden" name="reason" value={toConfirm} />
            <button className="remove" type="submit" name="isConfirmed" value="yes" disabled={isBusy}>
              {words.confirm}
            </button>
          </form>
        )}
      </Outcome>
      {!isErased && !toConfirm && (
        <form action={action} className="inline">
          <input type="hidden" name="signatureId" value={signatureId} />
          <input type="hidden" name="name" value={name} />
          <p className="soft">{words.eraseHint}</p>
          <label htmlFor="erasure-reason">{words.reason}</label>
          <select id="erasure-reason" name="reason" defaultValue="">
            <option value="" />
            {reasons.map(([code, text]) => (
              <option key={code} value={code}>
                {text}
              </option>
            ))}
          </select>
          <button className="quiet" type="submit" disabled={isBusy}>
            {words.erase}
          </button>
        </form>
      )}
    </div>
  );
}
