"use client";

import { useErrorWords } from "@/app/admin/ErrorWords";
import { tooLarge } from "@/app/admin/tooLarge";

export interface DeskErrorProps {
  error: unknown;
  retry: () => void;
}

/** A fault at the desk: what happened, what it means, what to do. A form that was too large is none, but comes here too. */
export default function DeskError({ error, retry }: DeskErrorProps) {
  const words = useErrorWords();
  if (!words) return null;
  const isTooLarge = error instanceof Error && error.message === tooLarge;
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <main id="main" className="narrow">
      <h1>{isTooLarge ? words.tooLargeTitle : words.title}</h1>
      <p role="alert">{isTooLarge ? words.tooLarge : words.text}</p>
      {!isTooLarge && digest && (
        <p className="soft">
          {words.reference} <code>{digest}</code>
        </p>
      )}
      <p>
        <button type="button" onClick={retry}>
          {words.again}
        </button>
      </p>
      <p>
        <a href="/admin">{words.desk}</a>
      </p>
    </main>
  );
}
