"use client";

import { useEffect, useRef } from "react";

const prefix = "undersigned-draft ";

/** What a field needs so that its text survives leaving the page: in this tab, until it is sent or somebody signs out. */
export function useDraft(key: string, outcome: { isDone: boolean } | null) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const field = ref.current;
    const kept = sessionStorage.getItem(prefix + key);
    if (!field || !kept || field.value !== "") return;
    field.value = kept;
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }, [key]);
  useEffect(() => {
    if (outcome?.isDone) sessionStorage.removeItem(prefix + key);
  }, [key, outcome]);
  const onInput = () => {
    const text = ref.current?.value ?? "";
    if (text.trim() === "") sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, text);
  };
  return { ref, onInput };
}

/** Forgets all drafts of this tab: what one person typed is not the next one's to read. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
