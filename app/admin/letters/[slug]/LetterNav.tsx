import { DeskLink } from "@/app/admin/_link";
import { SlowBanner } from "@/app/admin/letters/[slug]/protection/SlowBanner";
import { may, type Right } from "@/lib/accounts/rights";
import type { Role } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";

/** The pages of a letter's desk, in order, with the right that each takes. */
const pages = [
  { path: "", right: "view", words: "queue" },
  { path: "/overview", right: "view", words: "overview" },
  { path: "/log", right: "view", words: "log" },
  { path: "/notices", right: "moderate", words: "notices" },
  { path: "/news", right: "govern", words: "news" },
  { path: "/mail", right: "govern", words: "mail" },
  { path: "/reasons", right: "govern", words: "reasons" },
  { path: "/authority", right: "govern", words: "authority" },
  { path: "/people", right: "govern", words: "people" },
  { path: "/privacy", right: "govern", words: "privacy" },
  { path: "/protection", right: "govern", words: "protection" },
] as const satisfies { path: string; right: Right; words: string }[];

export interface LetterNavProps {
  t: Translate;
  locale: Locale;
  letter: { slug: string; role: Role };
  /** The path of the page that shows this, below the letter's own. */
  at: (typeof pages)[number]["path"];
}

/** Where one can go at the desk of a letter, and whether it is in slow mode. */
export function LetterNav({ t, locale, letter, at }: LetterNavProps) {
  const here = `/admin/letters/${letter.slug}`;
  return (
    <>
      <nav className="letter-nav" aria-label={t("desk.nav.label")}>
        {pages
          .filter(({ right }) => may(letter.role, right))
          .map(({ path, words }) => (
            <DeskLink key={path} href={here + path} aria-current={path === at ? "page" : undefined}>
              {t(`desk.nav.${words}`)}
            </DeskLink>
          ))}
        <a href={`/${locale}/${letter.slug}`}>{t("desk.publicPage")}</a>
      </nav>
      <SlowBanner t={t} locale={locale} letter={letter} />
    </>
  );
}
