"use client";

import { useActionState } from "react";
import { inviteAction } from "@/app/admin/letters/[slug]/people/actions";
import { Outcome } from "@/app/admin/Outcome";
import styles from "@/app/admin/people.module.css";

export interface InviteFormProps {
  slug: string;
  /** Each role with what it may do. */
  roles: [role: string, hint: string][];
  words: Record<"title" | "email" | "role" | "send", string>;
}

/** Invites somebody by mail. Works without script. */
export function InviteForm({ slug, roles, words }: InviteFormProps) {
  const [outcome, action, isBusy] = useActionState(inviteAction, null);
  const isRefused = outcome !== null && !outcome.isDone;
  return (
    <section aria-labelledby="invite" className={styles.form}>
      <h2 id="invite">{words.title}</h2>
      <Outcome outcome={outcome} />
      <form action={action} noValidate>
        <input type="hidden" name="slug" value={slug} />
        <label htmlFor="invite-email">{words.email}</label>
        <input
          id="invite-email"
          name="email"
          type="email"
          autoComplete="off"
          required
          aria-invalid={isRefused || undefined}
          defaultValue={outcome?.email}
        />
        <fieldset className={styles.roles}>
          <legend>{words.role}</legend>
          {roles.map(([role, hint]) => (
            <label key={role} className="tick">
              <input
                type="radio"
                name="role"
                value={role}
                defaultChecked={role === (outcome?.role || "moderator")}
              />{" "}
              {hint}
            </label>
          ))}
        </fieldset>
        <button type="submit" disabled={isBusy}>
          {words.send}
        </button>
      </form>
    </section>
  );
}
