"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { SignInLink } from "@/app/admin/SignInAgain";

export interface OutcomeProps {
  outcome: { isDone: boolean; text: string; changes?: string[]; undoable?: string | null } | null;
  children?: ReactNode;
}

const shown = "undersigned-outcome";

/**
 * What came of a form: done, or why not and what others did meanwhile. The newest takes the place of what other forms of the page said,
 * except where that can still be taken back.
 */
export function Outcome({ outcome, children }: OutcomeProps) {
  const place = useRef<HTMLDivElement>(null);
  // A key's outcome may stand outside what is in sight.
  useEffect(() => {
    if (!outcome) return;
    place.current?.scrollIntoView({ block: "nearest" });
    window.dispatchEvent(new CustomEvent(shown, { detail: outcome }));
  }, [outcome]);
  const [overtaken, setOvertaken] = useState<OutcomeProps["outcome"]>(null);
  useEffect(() => {
    const step = (event: Event) => {
      if (outcome && !outcome.undoable && (event as CustomEvent).detail !== outcome) setOvertaken(outcome);
    };
    window.addEventListener(shown, step);
    return () => window.removeEventListener(shown, step);
  }, [outcome]);
  if (!outcome || outcome === overtaken) return null;
  const { isDone, text, changes = [] } = outcome;
  return (
    <div ref={place} className={isDone ? "done" : "alert"} role={isDone ? "status" : "alert"}>
      <p>{text}</p>
      <SignInLink after={text} />
      {changes.length > 0 && (
        <ul>
          {changes.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {children}
    </div>
  );
}
