import type { ReactNode } from "react";
import { DeskLink } from "@/app/admin/_link";
import { Keys } from "@/app/admin/Keys";
import { SignOut } from "@/app/admin/SignOut";
import type { SignedIn } from "@/lib/accounts/sessions";
import type { Translate } from "@/lib/i18n/translate";

/** The keys of the desk's pages, in the order of the sheet. */
const sheets = {
  queue: {
    j: "next",
    k: "previous",
    Enter: "open",
    x: "tick",
    b: "bulk",
    "/": "search",
    "1–8": "views",
    "?": "help",
  },
  signature: {
    a: "approve",
    d: "decline",
    r: "reject",
    z: "undo",
    q: "ask",
    i: "inform",
    e: "correct",
    h: "hold",
    m: "assign",
    t: "tag",
    n: "note",
    "Ctrl + Enter": "send",
    ".": "showChanges",
    j: "next",
    k: "previous",
    u: "back",
    "?": "help",
  },
  /** For whoever may only look. */
  looking: { j: "next", k: "previous", u: "back", ".": "showChanges", "?": "help" },
} as const;

export interface FrameProps {
  t: Translate;
  moderator: SignedIn;
  /** Which keys work on this page. */
  keys?: keyof typeof sheets;
  children: ReactNode;
}

/** The desk around a page: where one is, who one is, the keys, the way out. */
export function Frame({ t, moderator, keys, children }: FrameProps) {
  return (
    <>
      <header className="bar">
        <DeskLink className="bar-name" href="/admin">
          {t("desk.title")}
        </DeskLink>
        <DeskLink
          className="bar-who"
          href="/admin/account"
          aria-label={t("desk.signedInAs", { email: moderator.email })}
        >
          {moderator.email}
        </DeskLink>
        {keys && (
          <Keys
            keys={Object.entries(sheets[keys]).map(([key, does]) => [key, t(`desk.keys.${does}`)])}
            words={{
              title: t("desk.keys.title"),
              close: t("desk.keys.close"),
              show: t("desk.keys.show"),
              on: t("desk.keys.on"),
            }}
          />
        )}
        <SignOut words={t("desk.signOut")} />
      </header>
      <main id="main">{children}</main>
    </>
  );
}
