import { compile } from "html-to-text";
import { createElement } from "react";
import { type Mail, MailBody, mailSubject } from "@/emails/mail";
import { siteUrl } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";

/** A mail's three parts, ready for a transport. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

/**
 * Renders a mail from its component: HTML, and plain text from the same HTML. One of the two places in lib that know
 * React. react-dom/server is imported when it is needed: Next refuses a static import of it.
 */
export async function renderMail(mail: Mail, locale: Locale): Promise<RenderedMail> {
  const { renderToStaticMarkup } = await import("react-dom/server");
  const context = { locale, t: translator(locale), site: siteUrl() };
  const html = `<!doctype html>${renderToStaticMarkup(createElement(MailBody, { context, mail }))}`;
  return { subject: mailSubject(context, mail), html, text: textOf(html) };
}

const textOf = compile({
  wordwrap: 76,
  selectors: [
    { selector: "h1", options: { uppercase: false } },
    {
      selector: "a",
      options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["\n", ""] as [string, string] },
    },
    { selector: "head", format: "skip" },
  ],
});
