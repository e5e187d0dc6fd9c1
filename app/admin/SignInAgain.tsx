"use client";

import { createContext, type ReactNode, useContext } from "react";

export interface SignInWords {
  /** What forms say when the session behind them has ended. */
  ended: string[];
  link: string;
}

const Words = createContext<SignInWords | null>(null);

/** Lends the words to whatever form below finds that its session has ended. */
export function SignInAgain({ words, children }: { words: SignInWords; children: ReactNode }) {
  return <Words value={words}>{children}</Words>;
}

/** The way to sign in again, where that is what a form said. In a tab of its own: what was typed stays in this one. */
export function SignInLink({ after }: { after: string }) {
  const words = useContext(Words);
  if (!words?.ended.includes(after)) return null;
  return (
    <p>
      <a href="/admin/sign-in" target="_blank" rel="noopener">
        {words.link}
      </a>
    </p>
  );
}
