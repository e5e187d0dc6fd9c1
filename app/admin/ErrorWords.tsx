"use client";

import { createContext, type ReactNode, useContext } from "react";

/** What the page of a failure says; it knows no language of its own. */
export interface FailureWords {
  title: string;
  text: string;
  tooLargeTitle: string;
  tooLarge: string;
  again: string;
  desk: string;
  reference: string;
}

const Words = createContext<FailureWords | null>(null);

/** Lends the words to whatever page fails below. */
export function ErrorWords({ words, children }: { words: FailureWords; children: ReactNode }) {
  return <Words value={words}>{children}</Words>;
}

export const useErrorWords = () => useContext(Words);
