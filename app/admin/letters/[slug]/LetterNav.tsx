import { DeskLink } from "@/app/admin/_link";
import styles from "@/app/admin/frame.module.css";
import { may, type Right } from "@/lib/accounts/rights";
import type { Role } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";

interface Group {
  words: string;
  /** Whether the letter's public page stands in it. */
  hasPublicPage: boolean;
  pages: { path: string; right: Right; words: string }[];
}

/** The pages of a letter's desk in groups, in order, with the right that each takes. */
const groups = [
  {
    words: "signatures",
    hasPublicPage: false,
    pages: [
      { path: "", right: "view", words: "queue" },
      { path: "/log", right: "view", words: "log" },
      { path: "/notices", right: "moderate", words: "notices" },
    ],
  },
  {
    words: "letter",
    hasPublicPage: true,
    pages: [
      { path: "/overview", right: "view", words: "overview" },
      { path: "/news", right: "govern", words: "news" },
      { path: "/reasons", right: "govern", words: "reasons" },
      { path: "/authority", right: "govern", words: "authority" },
      { path: "/mail", right: "govern", words: "mail" },
    ],
  },
  {
    words: "safety",
    hasPublicPage: false,
    pages: [
      { path: "/people", right: "govern", words: "people" },
      { path: "/privacy", right: "govern", words: "privacy" },
      { path: "/protection", right: "govern", words: "protection" },
    ],
  },
] as const satisfies Group[];

export interface LetterNavProps {
  t: Translate;
  locale: Locale;
  letter: { slug: string; role: Role };
  /** The path of the page that shows this, below the letter's own. */
  at: (typeof groups)[number]["pages"][number]["path"];
}

/** Where one can go at the desk of a letter, and to its public page. */
export function LetterNav({ t, locale, letter, at }: LetterNavProps) {
  const here = `/admin/letters/${letter.slug}`;
  return (
    <nav className={styles.nav} aria-label={t("desk.nav.label")}>
      {groups.map(({ words: group, hasPublicPage, pages }) => {
        const open = pages.filter(({ right }) => may(letter.role, right));
        if (open.length === 0) return null;
        return (
          <div key={group}>
            <p id={`nav-${group}`}>{t(`desk.nav.groups.${group}`)}</p>
            <ul aria-labelledby={`nav-${group}`}>
              {open.map(({ path, words }) => (
                <li key={path}>
                  <DeskLink href={here + path} aria-current={path === at ? "page" : undefined}>
                    {t(`desk.nav.${words}`)}
                  </DeskLink>
                </li>
              ))}
              {hasPublicPage && (
                <li>
                  <a href={`/${locale}/${letter.slug}`}>{t("desk.publicPage")}</a>
                </li>
              )}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
