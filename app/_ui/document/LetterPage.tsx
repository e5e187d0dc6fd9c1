import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ListRecord } from "@/app/_ui/document/ListRecord";
import { SignatoryList } from "@/app/_ui/document/SignatoryList";
import { formatDay, type Translate } from "@/lib/i18n/translate";
import { renderMarkdown } from "@/lib/letters/markdown";
import type { Letter } from "@/lib/letters/queries";
import type { Signatory } from "@/lib/register/signatory";

export interface LetterPageProps {
  context: PageContext;
  letter: Letter;
  isOpen: boolean;
  /** The first names, in order of signing. */
  signatories: Signatory[];
  /** When the list last changed. */
  changedAt: Date | null;
}

/** The letter, the way to the form and the first names: the page that everybody reads. */
export function LetterPage({ context, letter, isOpen, signatories, changedAt }: LetterPageProps) {
  const { locale, t } = context;
  const { version } = letter;
  return (
    <Document
      context={context}
      title={version.title}
      description={version.standfirst}
      path={`/${letter.slug}`}
      look={lookOf(letter, locale)}
    >
      <article className="letter">
        <LetterHead {...{ context, letter, isOpen }} />
        {version.note && (
          <aside className="note" aria-label={t("letter.note")} lang={textLang(letter, locale)}>
            <p>{version.note}</p>
          </aside>
        )}
        <div
          className="text"
          lang={textLang(letter, locale)}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by lib/letters/markdown.ts, whose test holds
          dangerouslySetInnerHTML={{ __html: renderMarkdown(version.body) }}
        />
      </article>
      <SignSection {...{ context, letter, isOpen }} />
      <section className="register" id="signatories" aria-labelledby="signatories-title">
        <h2 id="signatories-title">{t("list.title")}</h2>
        <p className="register-count">{showing(t, signatories.length, letter.publishedCount)}</p>
        {signatories.length > 0 && <SignatoryList context={context} signatories={signatories} />}
        {signatories.length > 0 && (
          <p className="register-all">
            <a href={`/${locale}/${letter.slug}/signatories`}>
              {t("list.all", { count: letter.publishedCount })}
            </a>
          </p>
        )}
        <ListRecord {...{ context, slug: letter.slug, changedAt }} />
        <p className="list-record">
          <a href={`/${locale}/${letter.slug}/mine`}>{t("mine.link")}</a>
        </p>
      </section>
      <p className="version">
        {t("letter.version", { number: version.number, sha: version.sha256 })}{" "}
        <a href={`/${locale}/${letter.slug}/text/${version.sha256}.txt`}>{t("letter.exactText")}</a>
      </p>
    </Document>
  );
}

function LetterHead({ context, letter, isOpen }: Pick<LetterPageProps, "context" | "letter" | "isOpen">) {
  const { locale, t } = context;
  const { version } = letter;
  return (
    <header className="letter-head">
      {version.locale !== locale && <p className="other-language">{t("letter.otherLanguage")}</p>}
      <p className="kicker">{t("letter.kicker")}</p>
      <h1 lang={textLang(letter, locale)}>{version.title}</h1>
      <p className="standfirst" lang={textLang(letter, locale)}>
        {version.standfirst}
      </p>
      <p className="byline">
        {letter.publisherUrl ? (
          <a href={letter.publisherUrl} rel="noopener">
            {t("letter.publishedBy", { publisher: letter.publisher })}
          </a>
        ) : (
          t("letter.publishedBy", { publisher: letter.publisher })
        )}{" "}
        <time dateTime={letter.date.toISOString().slice(0, 10)}>
          {t("letter.on", { date: formatDay(letter.date, locale) })}
        </time>
      </p>
      <p className="call">
        {isOpen && (
          <a className="button" href={`/${locale}/${letter.slug}/sign`}>
            {t("letter.signNow")}
          </a>
        )}
        <a className="count" href="#signatories">
          {t("letter.signatoryCount", { count: letter.publishedCount })}
        </a>
      </p>
      {letter.closesAt && (
        <p className="byline">
          {t(isOpen ? "letter.closesOn" : "letter.closed", { date: formatDay(letter.closesAt, locale) })}
        </p>
      )}
    </header>
  );
}

function SignSection({ context, letter, isOpen }: Pick<LetterPageProps, "context" | "letter" | "isOpen">) {
  if (!isOpen) return null;
  const { t, locale } = context;
  return (
    <section className="sign-section" id="sign" aria-labelledby="sign-title">
      <h2 id="sign-title">{t("sign.title")}</h2>
      <p>{t("sign.intro")}</p>
      <p>
        <a className="button" href={`/${locale}/${letter.slug}/sign`}>
          {t("letter.signNow")}
        </a>
      </p>
    </section>
  );
}

/** The text's language where it is not the page's. */
function textLang({ version }: Letter, locale: string): string | undefined {
  return version.locale === locale ? undefined : version.locale;
}

/** The stylesheet of a letter's own colour; its address changes with the colour, so it can be kept for good. */
export function lookOf({ slug, accent }: Letter, locale: string): string {
  return `/${locale}/${slug}/look.css?accent=${accent.slice(1)}`;
}

function showing(t: Translate, shown: number, count: number): string {
  if (shown === 0) return t("list.empty");
  return shown < count ? t("list.showing", { shown, count }) : t("list.showingAll", { count });
}
