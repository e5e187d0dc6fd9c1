"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

const storageKey = "undersigned-keys";

export function keysAreOn(): boolean {
  return localStorage.getItem(storageKey) !== "off";
}

export function switchKeys(isOn: boolean): void {
  localStorage.setItem(storageKey, isOn ? "on" : "off");
}

/** How long keys wait for a page that does not come, in milliseconds. */
const patience = 5000;

/** How long a pause ends what somebody was typing into a field that went away, in milliseconds. */
const pause = 1000;

const fields = "input:not([type=checkbox]), textarea, select";

/**
 * The keys of the desk. A key presses, follows, unfolds or focuses what carries it as `data-key`; j and k walk through `data-row`, x ticks one; Enter in
 * a field with `data-enter` presses what that selects (in a text area with Ctrl or ⌘). While the next page is on its way, keys do
 * nothing: they would decide what is about to leave the screen. Where a field is drawn anew while somebody types into it, the typing goes on in
 * its successor, and decides nothing where there is none. Stands in the layout, so that no key falls between two pages.
 */
export function KeyListener() {
  const path = usePathname();
  // The field that somebody writes in, until they leave it; and since when it is gone.
  const field = useRef<HTMLElement | null>(null);
  const strayedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    let leavingSince = Number.NEGATIVE_INFINITY;
    // It went with the page before: what has its name here is another signature's.
    if (field.current && !field.current.isConnected) {
      field.current = null;
      strayedAt.current = performance.now();
    }
    const onFocusIn = ({ target }: FocusEvent) => {
      field.current = target instanceof HTMLElement && target.matches(fields) ? target : null;
    };
    const onFocusOut = ({ target }: FocusEvent) => {
      // A field that goes away is left by nobody; it is no longer there when this is looked at.
      queueMicrotask(() => {
        if (target === field.current && field.current?.isConnected) field.current = null;
      });
    };
    const onSubmit = () => {
      field.current = null;
    };
    /** Whether a key belongs to what was being typed; where a successor is there, it goes into that. */
    const goesOnTyping = (): boolean => {
      if (document.activeElement !== document.body) return false;
      const written = field.current;
      if (written && !written.isConnected) {
        const successor = written.id ? document.getElementById(written.id) : null;
        if (successor) {
          const fold = successor.closest("details");
          if (fold) fold.open = true;
          successor.focus();
          return true;
        }
        field.current = null;
        strayedAt.current = performance.now();
      }
      if (performance.now() - strayedAt.current >= pause) return false;
      strayedAt.current = performance.now();
      return true;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !keysAreOn() || document.querySelector("dialog[open]")) return;
      if (performance.now() - leavingSince < patience) return;
      if (goesOnTyping()) return;
      if (pressKey(event)) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link && new URL(link.href).pathname !== path) leavingSince = performance.now();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("focusout", onFocusOut);
    document.addEventListener("submit", onSubmit);
    // Says of which page keys are heard by now; a test is quicker than a script is there.
    document.documentElement.dataset.keys = path;
    return () => {
      delete document.documentElement.dataset.keys;
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("focusout", onFocusOut);
      document.removeEventListener("submit", onSubmit);
    };
  }, [path]);
  return null;
}

/** Does what a key means here. Returns whether it meant anything. */
function pressKey(event: KeyboardEvent): boolean {
  const from = event.target instanceof HTMLElement ? event.target : null;
  const isWriting = from?.matches(fields) ?? false;
  if (isWriting) return leaveOrSend(event, from);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) return use(target);
  if (event.key === "x") return tick(from);
  return event.key === "j" || event.key === "k" ? walk(event.key === "j" ? 1 : -1) : false;
}

function leaveOrSend(event: KeyboardEvent, field: HTMLElement | null): boolean {
  if (event.key === "Escape") {
    field?.blur();
    return true;
  }
  const needsModifier = field instanceof HTMLTextAreaElement;
  const selector = field?.dataset.enter;
  if (event.key !== "Enter" || !selector || (needsModifier && !event.ctrlKey && !event.metaKey)) return false;
  document.querySelector<HTMLElement>(selector)?.click();
  field.blur();
  return true;
}

function use(target: HTMLElement): boolean {
  const fold = target.matches("summary") && target.closest("details");
  if (fold) {
    fold.open = true;
    fold.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus();
  } else if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

/** Ticks the row that has the focus. */
function tick(from: HTMLElement | null): boolean {
  const box = from?.closest("li")?.querySelector<HTMLInputElement>("input[type=checkbox]");
  box?.click();
  return box !== null && box !== undefined;
}

function walk(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return rows.length > 0;
}
