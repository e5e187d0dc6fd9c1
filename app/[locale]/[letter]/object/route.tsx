import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { ObjectPage } from "@/app/_ui/document/ObjectPage";
import { object } from "@/lib/authority/objection";
import { type ObjectionRefusal, readNotice } from "@/lib/authority/queries";
import { ObjectionInput } from "@/lib/authority/schema";
import type { Locale } from "@/lib/i18n/locales";
import { writeTo } from "@/lib/letters/contact";
import { findLetter, type Letter } from "@/lib/letters/queries";

/** The page behind a notice's link. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  return form(locale, letter, new URL(request.url).searchParams.get("token"));
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "objection");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "objection");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = posted.value.get("token");
  const typed = String(posted.value.get("objection") ?? "");
  const input = ObjectionInput.safeParse(typed);
  if (!input.success) {
    const isTooLong = input.error.issues[0]?.message === "tooLong";
    return form(locale, letter, token, { typed, problem: isTooLong ? "tooLong" : "characters" });
  }
  const objected = await object(slug, token, input.data, new Date());
  return objected.ok ? seeOther(`/${locale}/${slug}/objected`) : refusal(locale, letter, objected.error);
});

async function form(
  locale: Locale,
  letter: Letter,
  token: unknown,
  wrong?: { typed: string; problem: "tooLong" | "characters" },
): Promise<Response> {
  const found = await readNotice(letter.slug, token, new Date());
  if (!found.ok) return refusal(locale, letter, found.error);
  const props = { context: pageContext(locale), letter, notice: found.value, token: String(token), ...wrong };
  return respondPersonally(<ObjectPage {...props} />, { refused: wrong && refused.incomplete });
}

function refusal(locale: Locale, letter: Letter, why: ObjectionRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t(`objection.${why}Title`),
    text: t(`objection.${why}`, { publisher: writeTo(letter) }),
    way: { words: t("confirm.back") },
    refused: refused[why],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
