import { Fragment, type ReactNode } from "react";
import type { Locale } from "@/lib/i18n/locales";
import type { Translate } from "@/lib/i18n/translate";

/** What every mail is given: its words, and where the site is. */
export interface MailContext {
  locale: Locale;
  t: Translate;
  site: string;
}

const font = "Georgia, 'Times New Roman', serif";
const ink = "#1b1a17";

/** The sheet that every mail is written on. Styles are inline: mail programs keep no others. */
export function Layout({
  context,
  footer,
  off,
  children,
}: {
  context: MailContext;
  footer: string;
  /** Where such mail is turned off, as the last line. */
  off?: { href: string; words: string } | null;
  children: ReactNode;
}) {
  return (
    <html lang={context.locale} dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>{context.t("site.name")}</title>
      </head>
      <body style={{ margin: 0, padding: "24px 3%", background: "#f4f1e9" }}>
        <div
          style={{
            maxWidth: "560px",
            margin: "0 auto",
            // A share of the width: a phone has none to give away.
            padding: "32px 5.5%",
            background: "#fdfcf8",
            color: ink,
            font: `17px/1.55 ${font}`,
            borderTop: `3px double ${ink}`,
            overflowWrap: "anywhere",
          }}
        >
          <p style={{ margin: "0 0 20px" }}>{context.t("mail.greeting")}</p>
          {children}
          <p
            style={{
              margin: "32px 0 0",
              paddingTop: "16px",
              borderTop: "1px solid #cfc8b8",
              fontSize: "14px",
              color: "#5b564c",
            }}
          >
            {footer}
            {off && (
              <>
                <br />
                <a href={off.href} style={{ color: "inherit" }}>
                  {off.words}
                </a>
              </>
            )}
          </p>
        </div>
      </body>
    </html>
  );
}

export function Paragraph({ children }: { children: ReactNode }) {
  return <p style={{ margin: "0 0 20px" }}>{children}</p>;
}

/** The signatory's name, set apart and kept from running into the text of another direction. */
export function Name({ children }: { children: string }) {
  return (
    <p dir="auto" style={{ margin: "0 0 20px", fontSize: "21px", lineHeight: 1.3, fontWeight: "bold" }}>
      {children}
    </p>
  );
}

/** Words of a moderator, as written. */
export function Quote({ children }: { children: string }) {
  return (
    <blockquote
      dir="auto"
      style={{
        margin: "0 0 20px",
        padding: "4px 0 4px 16px",
        borderLeft: `3px solid ${ink}`,
      }}
    >
      {children.split("\n").map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Fragment key={at}>
          {at > 0 && <br />}
          {line}
        </Fragment>
      ))}
    </blockquote>
  );
}

export function Button({ href, children }: { href: string; children: string }) {
  return (
    <p style={{ margin: "0 0 20px" }}>
      <a
        href={href}
        style={{
          display: "inline-block",
          padding: "12px 20px",
          background: ink,
          color: "#fdfcf8",
          textDecoration: "none",
          fontWeight: "bold",
        }}
      >
        {children}
      </a>
    </p>
  );
}
