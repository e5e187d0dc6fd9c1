import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally } from "@/app/_http/respond";
import { UnsubscribePage } from "@/app/_ui/document/UnsubscribePage";
import type { Locale } from "@/lib/i18n/locales";
import { writeTo } from "@/lib/letters/contact";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { readSubscription, type UnsubscribeRefusal, unsubscribe } from "@/lib/news/unsubscribe";

/** The page behind a news mail's link. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = new URL(request.url).searchParams.get("token");
  const found = await readSubscription(slug, token);
  if (!found.ok) return said(locale, letter, found.error);
  if (!found.value.isOn) return said(locale, letter, "already");
  return respondPersonally(
    <UnsubscribePage context={pageContext(locale)} letter={letter} token={String(token)} />,
  );
});

/**
 * Turns news off. It asks for no origin: a mail program that was told to (List-Unsubscribe=One-Click in the form, the token in the
 * address) has none. Whoever holds the link may do this one thing, and no cookie says more. Never a redirect (RFC 8058, 3.1).
 */
export const POST = letterRoute(async (request, { locale, slug }) => {
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "unsubscribe");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const isOneClick = posted.value.get("List-Unsubscribe") === "One-Click";
  const token = isOneClick ? new URL(request.url).searchParams.get("token") : posted.value.get("token");
  const turned = await unsubscribe(slug, token, new Date());
  if (!turned.ok) return said(locale, letter, turned.error);
  return said(locale, letter, turned.value.wasOn ? "done" : "already");
});

function said(
  locale: Locale,
  letter: Letter,
  what: UnsubscribeRefusal | "done" | "already",
): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t(`unsubscribe.${what}Title`),
    text: t(`unsubscribe.${what}`, { publisher: writeTo(letter) }),
    way: { words: t("confirm.back") },
    refused: what === "done" || what === "already" ? undefined : refused[what],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
