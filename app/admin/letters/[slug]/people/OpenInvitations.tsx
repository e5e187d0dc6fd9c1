"use client";

import { useActionState } from "react";
import { invitationAction } from "@/app/admin/letters/[slug]/people/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

interface ShownInvitation {
  id: string;
  email: string;
  isOver: boolean;
  facts: string;
  until: string;
  labels: Record<"again" | "revoke", string>;
}

export interface OpenInvitationsProps {
  slug: string;
  invitations: ShownInvitation[];
  words: Record<"title" | "again" | "revoke", string>;
}

/** Who was invited and has not answered. Works without script. */
export function OpenInvitations({ slug, invitations, words }: OpenInvitationsProps) {
  const [outcome, action, isBusy] = useActionState(invitationAction, null);
  return (
    <section>
      {invitations.length > 0 && <h2>{words.title}</h2>}
      <Outcome outcome={outcome} />
      <ul className={`${styles.people} ${styles.invitations}`} hidden={invitations.length === 0}>
        {invitations.map(({ id, email, isOver, facts, until, labels }) => (
          <li key={id}>
            <div className={styles.who}>
              <b>{email}</b>
            </div>
            <span className="soft">{facts}</span>
            <span className={isOver ? "doubt" : "soft"}>{until}</span>
            <form action={action} className={styles.line}>
              <input type="hidden" name="slug" value={slug} />
              <input type="hidden" name="invitationId" value={id} />
              <button
                className="quiet"
                type="submit"
                name="kind"
                value="again"
                aria-label={labels.again}
                disabled={isBusy}
              >
                {words.again}
              </button>
              <button
                className="quiet"
                type="submit"
                name="kind"
                value="revoke"
                aria-label={labels.revoke}
                disabled={isBusy}
              >
                {words.revoke}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
