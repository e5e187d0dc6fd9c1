"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

const storageKey = "undersigned-keys";

export function keysAreOn(): boolean {
  return localStorage.getItem(storageKey) !== "off";
}

export function switchKeys(isOn: boolean): void {
  localStorage.setItem(storageKey, isOn ? "on" : "off");
}

/** How long keys wait for a page that does not come, in milliseconds. */
const patience = 5000;

/**
 * The keys of the desk. A key presses, follows, unfolds or focuses what carries it as `data-key`; j and k walk through `data-row`, x ticks one; Enter in
 * a field with `data-enter` presses what that selects (in a text area with Ctrl or ⌘). While the next page is on its way, keys do
 * nothing: they would decide what is about to leave the screen. Stands in the layout, so that no key falls between two pages.
 */
export function KeyListener() {
  const path = usePathname();
  useEffect(() => {
    let leavingSince = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !keysAreOn() || document.querySelector("dialog[open]")) return;
      if (performance.now() - leavingSince < patience) return;
      if (pressKey(event)) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link && new URL(link.href).pathname !== path) leavingSince = performance.now();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    // Says of which page keys are heard by now; a test is quicker than a script is there.
    document.documentElement.dataset.keys = path;
    return () => {
      delete document.documentElement.dataset.keys;
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
    };
  }, [path]);
  return null;
}

/** Does what a key means here. Returns whether it meant anything. */
function pressKey(event: KeyboardEvent): boolean {
  const from = event.target instanceof HTMLElement ? event.target : null;
  const isWriting = from?.matches("input:not([type=checkbox]), textarea, select") ?? false;
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
