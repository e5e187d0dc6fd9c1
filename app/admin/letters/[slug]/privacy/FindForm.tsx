"use client";

import { useActionState } from "react";
import { DeskLink } from "@/app/admin/_link";
import { findHeldAction } from "@/app/admin/letters/[slug]/privacy/actions";
import { Outcome } from "@/app/admin/Outcome";

export interface FindFormProps {
  slug: string;
  words: Record<"title" | "intro" | "address" | "button", string>;
}

/** Finds everything under an address, for whoever asks what is held about them. Works without script. */
export function FindForm({ slug, words }: FindFormProps) {
  const [outcome, action, isSearching] = useActionState(findHeldAction, null);
  return (
    <section aria-labelledby="find">
      <h2 id="find">{words.title}</h2>
      <p className="soft">{words.intro}</p>
      <form action={action}>
        <input type="hidden" name="slug" value={slug} />
        <label htmlFor="address">{words.address}</label>
        <input
          id="address"
          name="address"
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          defaultValue={outcome?.address}
        />
        <button type="submit" disabled={isSearching}>
          {words.button}
        </button>
      </form>
      <Outcome outcome={outcome}>
        {outcome && outcome.found.length > 0 && (
          <ul>
            {outcome.found.map(({ href, name, facts }) => (
              <li key={href}>
                <DeskLink href={href}>
                  <bdi>{name}</bdi>
                </DeskLink>{" "}
                <span className="soft">{facts}</span>
              </li>
            ))}
          </ul>
        )}
      </Outcome>
    </section>
  );
}
