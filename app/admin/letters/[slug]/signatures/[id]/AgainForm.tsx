"use client";

import { useActionState } from "react";
import { mailAgainAction } from "@/app/admin/letters/[slug]/signatures/[id]/mail-actions";
import { Outcome } from "@/app/admin/Outcome";

export interface AgainFormProps {
  signatureId: string;
  /** The mails that failed; with more than one each button names its own. */
  mails: { id: string; button: string }[];
}

/** Sends failed mails again. Works without script. */
export function AgainForm({ signatureId, mails }: AgainFormProps) {
  const [outcome, action, isSending] = useActionState(mailAgainAction, null);
  return (
    <form action={action}>
      <Outcome outcome={outcome} />
      <input type="hidden" name="signatureId" value={signatureId} />
      {mails.map(({ id, button }) => (
        <button key={id} className="quiet" type="submit" name="messageId" value={id} disabled={isSending}>
          {button}
        </button>
      ))}
    </form>
  );
}
