import { pageContext } from "@/app/_http/context";
import { readForm } from "@/app/_http/forms";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { respondPersonally, seeOther } from "@/app/_http/respond";
import { AnswerPage } from "@/app/_ui/document/AnswerPage";
import type { Locale } from "@/lib/i18n/locales";
import { writeTo } from "@/lib/letters/contact";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { answer } from "@/lib/questions/commands";
import { type AnswerRefusal, readQuestion } from "@/lib/questions/queries";
import { AnswerInput } from "@/lib/questions/schema";
import { isTextProblem } from "@/lib/text";

/** The page behind a question's link. However often it is fetched, nothing changes. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  return form(locale, letter, new URL(request.url).searchParams.get("token"));
});

export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "answer");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "answer");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = posted.value.get("token");
  const typed = String(posted.value.get("answer") ?? "");
  const input = AnswerInput.safeParse(typed);
  if (!input.success) {
    const code = input.error.issues[0]?.message;
    return form(locale, letter, token, { typed, problem: isTextProblem(code) ? code : "required" });
  }
  const answered = await answer(slug, token, input.data, new Date());
  return answered.ok ? seeOther(`/${locale}/${slug}/answered`) : refusal(locale, letter, answered.error);
});

async function form(
  locale: Locale,
  letter: Letter,
  token: unknown,
  wrong?: { typed: string; problem: "required" | "tooLong" | "characters" },
): Promise<Response> {
  const found = await readQuestion(letter.slug, token, new Date());
  if (!found.ok) return refusal(locale, letter, found.error);
  const { name, text: question } = found.value;
  const props = { context: pageContext(locale), letter, name, question, token: String(token), ...wrong };
  return respondPersonally(<AnswerPage {...props} />, { refused: wrong && refused.incomplete });
}

function refusal(locale: Locale, letter: Letter, why: AnswerRefusal): Promise<Response> {
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t(`answer.${why}Title`),
    text: t(`answer.${why}`, { publisher: writeTo(letter) }),
    way: { words: t("confirm.back") },
    refused: refused[why],
  });
}

const refuse = refuseMethod(["GET", "HEAD", "POST"]);

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
