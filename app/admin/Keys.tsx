"use client";

import { useEffect, useRef, useState } from "react";
import { keysAreOn, switchKeys } from "@/app/admin/KeyListener";

export interface KeysProps {
  /** Each key of this page with what it does. */
  keys: [key: string, words: string][];
  words: Record<"title" | "close" | "show" | "on", string>;
}

/** The sheet of a page's keys, and the switch that turns single keys off (WCAG 2.2, 2.1.4). */
export function Keys({ keys, words }: KeysProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  const [isOn, setOn] = useState(true);
  useEffect(() => setOn(keysAreOn()), []);
  const change = (wanted: boolean) => {
    setOn(wanted);
    switchKeys(wanted);
  };
  return (
    <>
      <button className="quiet" type="button" data-key="?" onClick={() => sheet.current?.showModal()}>
        {words.show}
      </button>
      <dialog ref={sheet} className="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">{words.title}</h2>
        <dl>
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <label className="tick">
          <input type="checkbox" checked={isOn} onChange={(event) => change(event.target.checked)} />{" "}
          {words.on}
        </label>
        <form method="dialog">
          <button type="submit">{words.close}</button>
        </form>
      </dialog>
    </>
  );
}
