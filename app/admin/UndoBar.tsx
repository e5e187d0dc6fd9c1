"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { decideAction } from "@/app/admin/letters/[slug]/signatures/[id]/actions";

/** A decision of this tab that can still be taken back. */
interface LastDecision {
  decisionId: string;
  text: string;
  /** The page that it was made on, which has its own button. */
  path: string;
  /** Until when, in milliseconds since 1970. */
  until: number;
}

const storageKey = "undersigned-last-decision";
const noted = "undersigned-decided";
/** A little less than the server's ten seconds: the answer was on its way for some of them. */
const undoMs = 9500;
const saidMs = 6000;

/** Notes the newest decision of this tab for the pages that follow; null: there is none to take back. */
export function noteDecision(decision: { decisionId: string; text: string } | null): void {
  if (!decision) sessionStorage.removeItem(storageKey);
  else {
    const last: LastDecision = { ...decision, path: location.pathname, until: Date.now() + undoMs };
    sessionStorage.setItem(storageKey, JSON.stringify(last));
  }
  window.dispatchEvent(new Event(noted));
}

function readLast(): LastDecision | null {
  const kept = sessionStorage.getItem(storageKey);
  return kept ? JSON.parse(kept) : null;
}

/** Goes along to the next page with the newest decision while it can be taken back: a mistake is often seen only there. */
export function UndoBar({ words }: { words: Record<"undo", string> }) {
  const path = usePathname();
  const router = useRouter();
  const [last, setLast] = useState<LastDecision | null>(null);
  const [seconds, setSeconds] = useState(0);
  const [said, setSaid] = useState("");
  const [isBusy, startTransition] = useTransition();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The clock runs only while there is something to take back.
    const look = () => {
      clearTimeout(timer);
      const found = readLast();
      const left = found ? Math.ceil((found.until - Date.now()) / 1000) : 0;
      setLast(left > 0 && found?.path !== path ? found : null);
      setSeconds(left);
      if (left > 0) timer = setTimeout(look, 500);
    };
    look();
    window.addEventListener(noted, look);
    return () => {
      clearTimeout(timer);
      window.removeEventListener(noted, look);
    };
  }, [path]);

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), saidMs);
    return () => clearTimeout(timer);
  }, [said]);

  const undo = (decisionId: string) =>
    startTransition(async () => {
      const form = new FormData();
      form.set("undo", decisionId);
      const outcome = await decideAction(null, form);
      noteDecision(null);
      setSaid(outcome.text);
      router.refresh();
    });
  return (
    <div className="undo-bar" aria-live="polite">
      {last ? (
        <p>
          {last.text}{" "}
          <button
            className="quiet"
            type="button"
            data-key="z"
            disabled={isBusy}
            onClick={() => undo(last.decisionId)}
          >
            {words.undo} ({seconds})
          </button>
        </p>
      ) : (
        said && <p>{said}</p>
      )}
    </div>
  );
}
