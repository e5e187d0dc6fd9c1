import type { ReactNode } from "react";
import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage } from "@/app/_http/refusals";
import type { Refused } from "@/app/_http/refused";
import { respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";

export interface LetterNotice {
  title: string;
  text: string;
  /** A second paragraph. */
  more?: ReactNode;
  /** The way on: to the letter, unless `to` names a page below it. */
  way: { words: string; to?: string };
  /** Where the page stands below the letter; none for a refusal, which has no address of its own. */
  path?: string;
  refused?: Refused;
}

/** A page of a letter that says one thing and shows one way on: a refusal, or that something is done. */
export function letterNotice(locale: Locale, letter: Letter, notice: LetterNotice): Promise<Response> {
  const { title, text, more, way, path = "", refused } = notice;
  const context = pageContext(locale);
  return respondPersonally(
    <NoticePage {...{ context, letter, path: `/${letter.slug}${path}`, title }}>
      <p>{text}</p>
      {more && <p>{more}</p>}
      <p>
        <a href={`/${locale}/${letter.slug}${way.to ?? ""}`}>{way.words}</a>
      </p>
    </NoticePage>,
    { refused },
  );
}

/** The page at `path` that a form leads to once it has done its work. */
export function donePage(path: string, what: "confirm" | "answer" | "objection") {
  return letterRoute(async (_request, { locale, slug }) => {
    const letter = await findLetter(slug, locale);
    if (!letter) return notFoundPage(locale);
    const { t } = pageContext(locale);
    return letterNotice(locale, letter, {
      title: t(`${what}.doneTitle`),
      text: t(`${what}.done`),
      more: what === "confirm" && (
        <>
          {t("confirm.own")} <a href={`/${locale}/${slug}/mine`}>{t("confirm.ownLink")}</a>
        </>
      ),
      way: { words: t("confirm.back") },
      path,
    });
  });
}
