import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { NotMePage } from "@/app/_ui/document/NotMePage";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { refuseMail, wantMailAgain } from "@/lib/mail-refusals/commands";
import { type NotMeRefusal, readNotMe } from "@/lib/mail-refusals/queries";

/** The page behind "this was not me". However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = new URL(request.url).searchParams.get("token");
  const link = await readNotMe(slug, token, new Date());
  if (!link.ok) return refusal(locale, letter, link.error);
  const context = pageContext(locale);
  const { isRefused, isNamed } = link.value;
  return respondPersonally(<NotMePage {...{ context, letter, isRefused, isNamed, token: String(token) }} />);
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error);
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = posted.value.get("token");
  const now = new Date();
  const said =
    posted.value.get("change") === "again"
      ? await wantMailAgain(slug, token, now)
      : await refuseMail(slug, token, posted.value.get("everywhere") === "yes", now);
  return said.ok ? seeOther(`/${locale}/${slug}/not-me?token=${token}`) : refusal(locale, letter, said.error);
});

function refusal(locale: Locale, letter: Letter, why: NotMeRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t(`notMe.${why}Title`),
    text: t(`notMe.${why}`),
    way: { words: t("sign.readLetter") },
    refused: refused[why],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
