import { confirmRefusal } from "@/app/_http/confirm-refusal";
import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { ConfirmPage } from "@/app/_ui/document/ConfirmPage";
import { findLetter } from "@/lib/letters/queries";
import { readNamesakes } from "@/lib/repeats/queries";
import { confirm, readConfirmation } from "@/lib/signatures/commands";

/** The page behind a mailed link. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const query = new URL(request.url).searchParams;
  const token = query.get("token");
  const offer = await readConfirmation(slug, token, new Date());
  if (!offer.ok) return confirmRefusal(locale, letter, offer.error);
  const namesakes = await readNamesakes({ letterId: letter.id, ...offer.value });
  const isAsked = query.get("asked") === "yes";
  const context = pageContext(locale);
  return respondPersonally(
    <ConfirmPage {...{ context, letter, offer: offer.value, token: String(token), namesakes, isAsked }} />,
  );
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error);
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const confirmed = await confirm(slug, posted.value.get("token"), new Date());
  return confirmed.ok
    ? seeOther(`/${locale}/${slug}/confirmed`)
    : confirmRefusal(locale, letter, confirmed.error);
});

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
