import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { AgreedPage, RepresentPage } from "@/app/_ui/document/RepresentPage";
import { agreeToHandover } from "@/lib/handovers/agreeing";
import { declineHandover } from "@/lib/handovers/declining";
import { type HandoverLinkRefusal, readHandover } from "@/lib/handovers/queries";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";

/** The page behind the link of somebody who was named. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  return page(locale, letter, new URL(request.url).searchParams.get("token"));
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "represent");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "represent");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const form = posted.value;
  const token = form.get("token");
  if (form.get("answer") === "no") {
    const declined = await declineHandover(slug, token, new Date());
    return declined.ok
      ? seeOther(`/${locale}/${slug}/declined`)
      : refusal(locale, letter, token, declined.error);
  }
  const agreement = { authority: form.get("authority"), representative: form.get("representative") };
  const agreed = await agreeToHandover(slug, token, { ...agreement, locale, now: new Date() });
  if (!agreed.ok)
    return agreed.error.code === "textChanged"
      ? page(locale, letter, token, true)
      : refusal(locale, letter, token, agreed.error);
  // What waits says until when on the page behind the link.
  const done =
    agreed.value === "done" ? "represented" : `represent?token=${encodeURIComponent(String(token))}`;
  return seeOther(`/${locale}/${slug}/${done}`);
});

async function page(
  locale: Locale,
  letter: Letter,
  token: unknown,
  isTextChanged = false,
): Promise<Response> {
  const now = new Date();
  const offer = await readHandover(letter.slug, token, now);
  if (!offer.ok) return refusal(locale, letter, token, offer.error);
  const context = pageContext(locale);
  return respondPersonally(
    <RepresentPage {...{ context, letter, offer: offer.value, token: String(token), isTextChanged, now }} />,
    { refused: isTextChanged ? { status: 422, as: "changed" } : undefined },
  );
}

function refusal(
  locale: Locale,
  letter: Letter,
  token: unknown,
  why: HandoverLinkRefusal,
): Promise<Response> {
  const context = pageContext(locale);
  const { t } = context;
  if (why.code === "agreed") {
    const { effective } = why;
    return respondPersonally(<AgreedPage {...{ context, letter, effective, token: String(token) }} />);
  }
  return letterNotice(locale, letter, {
    title: t(`represent.${why.code}Title`),
    text: t(`represent.${why.code}`),
    way: { words: t("confirm.back") },
    refused: refused[why.code],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
