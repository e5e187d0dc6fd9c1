"use client";

import { type ReactNode, useEffect, useRef } from "react";

export interface OutcomeProps {
  outcome: { isDone: boolean; text: string; changes?: string[] } | null;
  children?: ReactNode;
}

/** What came of a form: done, or why not and what others did meanwhile. */
export function Outcome({ outcome, children }: OutcomeProps) {
  const place = useRef<HTMLDivElement>(null);
  // A key's outcome may stand outside what is in sight.
  useEffect(() => {
    if (outcome) place.current?.scrollIntoView({ block: "nearest" });
  }, [outcome]);
  if (!outcome) return null;
  const { isDone, text, changes = [] } = outcome;
  return (
    <div ref={place} className={isDone ? "done" : "alert"} role={isDone ? "status" : "alert"}>
      <p>{text}</p>
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
