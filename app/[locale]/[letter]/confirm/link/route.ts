import { confirmRefusal } from "@/app/_http/confirm-refusal";
import { readForm } from "@/app/_http/forms";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { seeOther } from "@/app/_http/respond";
import { findLetter } from "@/lib/letters/queries";
import { askForNamesakes } from "@/lib/repeats/commands";

/** Has the link to their own page mailed to whoever signed for the same organisation. The answer is the same whether there is anybody. */
export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "mine");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "mine");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const token = posted.value.get("token");
  const asked = await askForNamesakes(slug, token, new Date());
  if (!asked.ok) return confirmRefusal(locale, letter, asked.error);
  return seeOther(`/${locale}/${slug}/confirm?token=${token}&asked=yes#namesakes`);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
