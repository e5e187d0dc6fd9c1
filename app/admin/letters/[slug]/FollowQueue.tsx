"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { type Looking, useFeed } from "@/app/admin/useFeed";

export interface FollowQueueProps {
  slug: string;
  /** The ids of the rows, in order: a change of them is a new queue. */
  rows: string[];
  words: Record<"updated" | "looking" | "ended" | "signIn", string>;
}

/** The queue is asked for again at most this often, and not while somebody presses or types, in milliseconds. */
const calm = 1200;
/** How long it is said that the queue was brought up to date, in milliseconds. */
const saidMs = 6000;
/** Where nobody has moved for so long, it waits: asking for it would keep the session open. In milliseconds. */
const patience = 10 * 60_000;

/**
 * Keeps the queue and its counts up to date, and says who looks at which row. The focus stays where it is; where its row is gone, it
 * goes to the row that took the place.
 */
export function FollowQueue({ slug, rows, words }: FollowQueueProps) {
  const router = useRouter();
  const [looking, setLooking] = useState<Looking[]>([]);
  const [isEnded, setEnded] = useState(false);
  const [isUpdated, setIsUpdated] = useState(false);
  const isWanted = useRef(false);
  const lastTouch = useRef(0);
  const lastSign = useRef(0);
  const focused = useRef(-1);

  useFeed(`/admin/letters/${slug}/events`, {
    onQueue: () => {
      isWanted.current = true;
    },
    onLooking: setLooking,
    onEnded: () => setEnded(true),
  });

  useEffect(() => {
    lastSign.current = performance.now();
    const noteSign = () => {
      lastSign.current = performance.now();
    };
    const touch = () => {
      noteSign();
      lastTouch.current = performance.now();
    };
    const noteFocus = () => {
      focused.current = rowLinks().indexOf(document.activeElement as HTMLElement);
    };
    const timer = setInterval(() => {
      const now = performance.now();
      if (!isWanted.current || now - lastTouch.current < calm || now - lastSign.current > patience) return;
      isWanted.current = false;
      setIsUpdated(true);
      router.refresh();
    }, calm);
    document.addEventListener("keydown", touch);
    document.addEventListener("pointerdown", touch);
    document.addEventListener("pointermove", noteSign);
    document.addEventListener("focusin", noteFocus);
    return () => {
      clearInterval(timer);
      document.removeEventListener("keydown", touch);
      document.removeEventListener("pointerdown", touch);
      document.removeEventListener("pointermove", noteSign);
      document.removeEventListener("focusin", noteFocus);
    };
  }, [router]);

  useEffect(() => {
    if (!isUpdated) return;
    const timer = setTimeout(() => setIsUpdated(false), saidMs);
    return () => clearTimeout(timer);
  }, [isUpdated]);

  const order = rows.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order of rows is what this follows
  useEffect(() => {
    if (focused.current < 0 || document.activeElement !== document.body) return;
    const links = rowLinks();
    links[Math.min(focused.current, links.length - 1)]?.focus();
  }, [order]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows have yet to be marked
  useEffect(() => {
    for (const link of rowLinks()) {
      const here = looking.filter(({ signatureId }) => link.dataset.row === signatureId);
      const mark = link.parentElement?.querySelector<HTMLElement>(".looking");
      if (mark)
        mark.textContent =
          here.length > 0 ? `${words.looking} ${here.map(({ email }) => email).join(", ")}` : "";
    }
  }, [looking, order, words.looking]);

  return (
    <div aria-live="polite" className="together">
      {isEnded && (
        <p className="news">
          {words.ended} <a href="/admin/sign-in">{words.signIn}</a>
        </p>
      )}
      {isUpdated && !isEnded && <p className="soft">{words.updated}</p>}
    </div>
  );
}

function rowLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")];
}
