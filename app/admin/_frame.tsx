import type { ReactNode } from "react";
import { DeskLink } from "@/app/admin/_link";
import styles from "@/app/admin/frame.module.css";
import { Keys } from "@/app/admin/Keys";
import { LetterNav, type LetterNavProps } from "@/app/admin/letters/[slug]/LetterNav";
import { SlowBanner } from "@/app/admin/letters/[slug]/protection/SlowBanner";
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
  /** The letter whose menu stands beside the page, and which page of it this is. */
  of?: Omit<LetterNavProps, "t">;
  children: ReactNode;
}

/**
 * The desk around a page: where one is, the keys, who one is, the way out, and the menu of the letter. The menu stands beside the page
 * where there is room; on a small screen it is a popover behind a button, which needs no script. A browser without popovers shows it.
 */
export function Frame({ t, moderator, keys, of, children }: FrameProps) {
  return (
    <>
      <header className={`bar ${styles.bar}`}>
        <DeskLink className="bar-name" href="/admin">
          {t("desk.title")}
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
        <button className={`quiet ${styles.opener}`} type="button" popoverTarget="desk-menu">
          {t("desk.nav.menu")}
        </button>
        <div className={styles.menu} id="desk-menu" popover="auto">
          <div className={styles.who}>
            <DeskLink
              className="bar-who"
              href="/admin/account"
              aria-label={t("desk.signedInAs", { email: moderator.email })}
            >
              {moderator.email}
            </DeskLink>
            <SignOut words={t("desk.signOut")} />
          </div>
          {of && <LetterNav t={t} {...of} />}
        </div>
      </header>
      <main id="main" className={of && styles.beside}>
        {of && <SlowBanner t={t} {...of} />}
        {children}
      </main>
    </>
  );
}
