"use client";

/** What came of a form of the desk: said to whoever reads, and to whoever listens. */
export function Outcome({ outcome }: { outcome: { isDone: boolean; text: string } | null }) {
  if (!outcome) return null;
  return (
    <p className={outcome.isDone ? "done" : "alert"} role={outcome.isDone ? "status" : "alert"}>
      {outcome.text}
    </p>
  );
}
