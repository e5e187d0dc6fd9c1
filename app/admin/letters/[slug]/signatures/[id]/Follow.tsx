"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useFeed } from "@/app/admin/useFeed";

export interface FollowProps {
  slug: string;
  signatureId: string;
  /** The newest entry of the history that the page shows. */
  seen: string;
  /** Who else has it on the screen, at first. */
  looking: string[];
  words: Record<"looking" | "changed" | "show" | "ended" | "signIn", string>;
}

/**
 * Says who else looks at this signature, and what others do to it meanwhile. What is on the screen changes only when asked: nothing
 * is decided about that was not read.
 */
export function Follow({ slug, signatureId, seen, looking, words }: FollowProps) {
  const router = useRouter();
  const [others, setOthers] = useState(looking);
  const [changes, setChanges] = useState<{ after: string; lines: string[] }>({ after: seen, lines: [] });
  const [isEnded, setEnded] = useState(false);
  useFeed(`/admin/letters/${slug}/events?signature=${signatureId}&seen=${seen}`, {
    onLooking: (all) => setOthers(all.flatMap((one) => (one.signatureId === signatureId ? [one.email] : []))),
    onChanges: (lines) => setChanges({ after: seen, lines }),
    onEnded: () => setEnded(true),
  });
  // Once the page shows them, they are no news any more.
  const news = changes.after === seen ? changes.lines : [];
  return (
    <div className="together" aria-live="polite">
      {isEnded && (
        <p className="news">
          {words.ended} <a href="/admin/sign-in">{words.signIn}</a>
        </p>
      )}
      {others.length > 0 && (
        <p className="looking">
          {words.looking} <bdi>{others.join(", ")}</bdi>
        </p>
      )}
      {news.length > 0 && (
        <div className="news">
          <p>{words.changed}</p>
          <ul>
            {news.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <button className="quiet" type="button" data-key="." onClick={() => router.refresh()}>
            {words.show}
          </button>
        </div>
      )}
    </div>
  );
}
