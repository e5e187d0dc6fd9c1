import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { ConfirmPage } from "@/app/_ui/document/ConfirmPage";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { type ConfirmRefusal, confirm, readConfirmation } from "@/lib/signatures/commands";

/** The page behind a mailed link. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = new URL(request.url).searchParams.get("token");
  const offer = await readConfirmation(slug, token, new Date());
  if (!offer.ok) return refusal(locale, letter, offer.error);
  const context = pageContext(locale);
  return respondPersonally(
    <ConfirmPage {...{ context, letter, offer: offer.value, token: String(token) }} />,
  );
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error);
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const confirmed = await confirm(slug, posted.value.get("token"), new Date());
  return confirmed.ok ? seeOther(`/${locale}/${slug}/confirmed`) : refusal(locale, letter, confirmed.error);
});

const statusOf: Record<ConfirmRefusal, number> = { malformed: 400, unknown: 404, expired: 410, used: 410 };

function refusal(locale: Locale, letter: Letter, why: ConfirmRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  const mayStartAgain = why === "expired" || why === "unknown";
  return letterNotice(locale, letter, {
    title: t(`confirm.${why}Title`),
    text: t(`confirm.${why}`),
    way: mayStartAgain ? { words: t("confirm.signAgain"), to: "/sign" } : { words: t("confirm.back") },
    status: statusOf[why],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
