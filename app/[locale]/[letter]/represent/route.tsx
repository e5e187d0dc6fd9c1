import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { RepresentPage } from "@/app/_ui/document/RepresentPage";
import { confirmHandover } from "@/lib/handovers/confirming";
import { type HandoverLinkRefusal, readHandover } from "@/lib/handovers/queries";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";

/** The page behind the link of somebody who was named. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = new URL(request.url).searchParams.get("token");
  const offer = await readHandover(slug, token, new Date());
  if (!offer.ok) return refusal(locale, letter, offer.error);
  const context = pageContext(locale);
  return respondPersonally(
    <RepresentPage {...{ context, letter, offer: offer.value, token: String(token) }} />,
  );
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "represent");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "represent");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const isShown = posted.value.get("showRepresentative") === "yes";
  const taking = { isShown, locale, now: new Date() };
  const taken = await confirmHandover(slug, posted.value.get("token"), taking);
  return taken.ok ? seeOther(`/${locale}/${slug}/represented`) : refusal(locale, letter, taken.error);
});

const statusOf: Record<HandoverLinkRefusal, number> = {
  malformed: 400,
  unknown: 404,
  expired: 410,
  used: 410,
  over: 410,
  early: 409,
};

function refusal(locale: Locale, letter: Letter, why: HandoverLinkRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t(`represent.${why}Title`),
    text: t(`represent.${why}`),
    way: { words: t("confirm.back") },
    status: statusOf[why],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
