"use client";

import { useActionState } from "react";
import { noticeAction } from "@/app/admin/letters/[slug]/signatures/[id]/notice-actions";
import { Outcome } from "@/app/admin/Outcome";
import { UndoForm } from "@/app/admin/UndoForm";

export interface NoticeFormProps {
  signatureId: string;
  /** Addresses at the organisation's own domain; none where nobody can be told. */
  addresses: string[];
  /** Why a notice is in place here, in words; null where it is the moderator's own idea. */
  why: string | null;
  words: Record<"title" | "hint" | "address" | "other" | "send" | "undo" | "undoWait", string>;
}

/** A notice to the organisation that somebody signed for it, by mail. Works without script. */
export function NoticeForm({ signatureId, addresses, why, words }: NoticeFormProps) {
  const [outcome, action, isSending] = useActionState(noticeAction, null);
  const typed = outcome?.typed ?? { chosen: "", other: "" };
  return (
    <>
      <Outcome outcome={outcome}>
        <UndoForm action={action} isBusy={isSending} undoable={outcome?.undoable} words={words} />
      </Outcome>
      {addresses.length > 0 && (
        <>
          {why && <p className="soft">{why}</p>}
          <details className="more" open={(outcome && !outcome.isDone) || typed.chosen !== "" || undefined}>
            <summary id="tell" data-key="i">
              {words.title}
            </summary>
            <form action={action}>
              <input type="hidden" name="signatureId" value={signatureId} />
              <p className="soft" id="notice-hint">
                {words.hint}
              </p>
              <label htmlFor="notice-address">{words.address}</label>
              <select
                id="notice-address"
                name="chosen"
                data-enter="#send-notice"
                aria-describedby="notice-hint"
                defaultValue={typed.chosen || addresses[0]}
                key={typed.chosen}
              >
                {addresses.map((address) => (
                  <option key={address} value={address}>
                    {address}
                  </option>
                ))}
              </select>
              <label htmlFor="notice-other">{words.other}</label>
              <input
                id="notice-other"
                name="other"
                maxLength={254}
                autoComplete="off"
                data-enter="#send-notice"
                defaultValue={typed.other}
              />
              <p>
                <button id="send-notice" className="quiet" type="submit" disabled={isSending}>
                  {words.send}
                </button>
              </p>
            </form>
          </details>
        </>
      )}
    </>
  );
}
