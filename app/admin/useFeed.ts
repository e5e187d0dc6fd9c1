"use client";

import { useEffect, useRef } from "react";

/** Who has which signature on the screen. */
export interface Looking {
  signatureId: string;
  email: string;
}

export interface FeedHandlers {
  /** The queue may look different now. */
  onQueue?(): void;
  /** What others did to the signature on the screen, a line each. */
  onChanges?(lines: string[]): void;
  onLooking?(looking: Looking[]): void;
  /** The session is over, or may not look any more. */
  onEnded?(): void;
}

const retryMs = 5000;

/**
 * Follows what happens at the desk (server-sent events) while the page is in sight: a browser has few connections to a site, and a
 * page that nobody looks at needs none. What happened meanwhile is asked for on return.
 */
export function useFeed(address: string, handlers: FeedHandlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    let source: EventSource | undefined;
    let wasAway = false;
    let isOver = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(address);
      source.addEventListener("queue", () => latest.current.onQueue?.());
      source.addEventListener("changes", ({ data }) => latest.current.onChanges?.(JSON.parse(data)));
      source.addEventListener("looking", ({ data }) => latest.current.onLooking?.(JSON.parse(data)));
      source.addEventListener("ended", () => {
        isOver = true;
        source?.close();
        latest.current.onEnded?.();
      });
      source.addEventListener("error", () => {
        // By itself a browser gives up after an answer that is an error.
        if (source?.readyState !== EventSource.CLOSED) return;
        wasAway = true;
        retry = setTimeout(followSight, retryMs);
      });
      if (wasAway) latest.current.onQueue?.();
      wasAway = false;
    };
    const followSight = () => {
      clearTimeout(retry);
      if (isOver) return;
      if (document.visibilityState === "visible") {
        if (!source || source.readyState === EventSource.CLOSED) open();
      } else {
        source?.close();
        source = undefined;
        wasAway = true;
      }
    };
    followSight();
    document.addEventListener("visibilitychange", followSight);
    return () => {
      document.removeEventListener("visibilitychange", followSight);
      clearTimeout(retry);
      source?.close();
    };
  }, [address]);
}
