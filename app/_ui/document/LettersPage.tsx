import { Document, type PageContext } from "@/app/_ui/document/Document";
import { formatDay } from "@/lib/i18n/translate";
import type { LetterListing } from "@/lib/letters/queries";

/** The front page: every letter of this site. */
export function LettersPage({ context, letters }: { context: PageContext; letters: LetterListing[] }) {
  const { locale, t } = context;
  return (
    <Document context={context} title={t("site.letters")} description={t("site.tagline")} path="">
      <div className="letters">
        <p className="kicker">{t("site.tagline")}</p>
        <h1>{t("site.letters")}</h1>
        {letters.length === 0 && (
          <>
            <p>{t("site.noLetters")}</p>
            <p className="hint">{t("site.noLettersNext")}</p>
          </>
        )}
        <ul>
          {letters.map((letter) => (
            <li key={letter.slug}>
              <h2>
                <a
                  href={`/${locale}/${letter.slug}`}
                  lang={letter.titleLocale === locale ? undefined : letter.titleLocale}
                >
                  {letter.title}
                </a>
              </h2>
              <p className="byline">
                {t("letter.publishedBy", { publisher: letter.publisher })}{" "}
                {t("letter.on", { date: formatDay(letter.date, locale) })} ·{" "}
                {t("letter.signatoryCount", { count: letter.publishedCount })}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </Document>
  );
}
