import type { ReactNode } from "react";
import { assets } from "@/app/_ui/document/assets";
import { type Locale, locales, ownName } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";

/** What every component of a public document is given. */
export interface PageContext {
  locale: Locale;
  t: Translate;
  /** The site's address, without a trailing slash. */
  site: string;
}

export interface DocumentProps {
  context: PageContext;
  title: string;
  /** Path below the locale, for the language menu: `/slug/signatories` or empty. */
  path: string;
  /** Languages that the path exists in. */
  languages?: readonly Locale[];
  description?: string;
  /** Stylesheet of the letter's own look. */
  look?: string;
  /** Keeps a page out of search engines. */
  isUnlisted?: boolean;
  /** A script of ours that makes the page nicer where there is JavaScript. */
  script?: string;
  children: ReactNode;
}

/** A public page: a whole HTML document that needs no script. */
export function Document(props: DocumentProps) {
  const {
    context,
    title,
    path,
    languages = locales,
    description,
    look,
    isUnlisted,
    script,
    children,
  } = props;
  const { locale, t, site } = context;
  return (
    <html lang={locale} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} – ${t("site.name")}`}</title>
        {description && <meta name="description" content={description} />}
        {isUnlisted ? (
          <meta name="robots" content="noindex" />
        ) : (
          <PublicLinks {...{ site, path, locale, languages }} />
        )}
        {!isUnlisted && <meta property="og:title" content={title} />}
        {!isUnlisted && description && <meta property="og:description" content={description} />}
        <meta name="color-scheme" content="light dark" />
        <link rel="preload" href={assets.font} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="stylesheet" href={assets.stylesheet} />
        {look && <link rel="stylesheet" href={look} />}
        {script && <script src={script} defer />}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a className="skip" href="#main">
          {t("site.skip")}
        </a>
        <header className="masthead">
          <a className="masthead-name" href={`/${locale}`}>
            {t("site.name")}
          </a>
          <nav aria-label={t("site.languages")}>
            <ul className="languages">
              {languages.map((language) => (
                <li key={language}>
                  <a
                    href={`/${language}${path}`}
                    lang={language}
                    hrefLang={language}
                    aria-current={language === locale ? "true" : undefined}
                  >
                    {ownName(language)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main">{children}</main>
        <footer className="colophon">
          <p>{t("site.openSource")}</p>
          <p>
            <a href={privacyOf(locale, path, look !== undefined)}>{t("privacy.link")}</a>
          </p>
        </footer>
      </body>
    </html>
  );
}

/** Where a page says what is kept: its letter's page, or the site's. A page with a look belongs to the letter that its path begins with. */
function privacyOf(locale: Locale, path: string, isOfLetter: boolean): string {
  const slug = isOfLetter ? path.split("/")[1] : undefined;
  return slug ? `/${locale}/${slug}/privacy` : `/${locale}/privacy`;
}

function PublicLinks({
  site,
  path,
  locale,
  languages,
}: Pick<DocumentProps, "path"> & {
  site: string;
  locale: Locale;
  languages: readonly Locale[];
}) {
  return (
    <>
      <link rel="canonical" href={`${site}/${locale}${path}`} />
      {languages.map((language) => (
        <link key={language} rel="alternate" hrefLang={language} href={`${site}/${language}${path}`} />
      ))}
    </>
  );
}
