import { readForm } from "@/app/_http/forms";
import { letterRoute } from "@/app/_http/letter-route";
import { isFromThisSite } from "@/app/_http/origin";
import { askLinkPage } from "@/app/_http/own-route";
import { requestAddress } from "@/app/_http/peer";
import { notFoundPage, refusedForm, refuseMethod } from "@/app/_http/refusals";
import { refused } from "@/app/_http/refused";
import { seeOther } from "@/app/_http/respond";
import { findLetter } from "@/lib/letters/queries";
import { askForLinks } from "@/lib/signers/links";
import { parseAsk } from "@/lib/signers/schema";

/** Asks for the link to one's own page. The answer is the same whether the address is known or not. */
export const POST = letterRoute(async (request, { locale, slug }) => {
  if (!isFromThisSite(request.headers)) return refusedForm(locale, "otherSite", "mine");
  const posted = await readForm(request);
  if (!posted.ok) return refusedForm(locale, posted.error, "mine");
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const typed = String(posted.value.get("email") ?? "");
  const asked = parseAsk(typed);
  if ("code" in asked) return askLinkPage(locale, letter, { typed, problem: asked.code }, refused.incomplete);
  const address = requestAddress(request.headers);
  const wait = await askForLinks({ letterId: letter.id, email: asked.email, locale, address });
  if (wait !== null) {
    const waitMinutes = Math.ceil(wait / 60);
    return askLinkPage(locale, letter, { typed, waitMinutes }, refused.tooMany);
  }
  return seeOther(`/${locale}/${slug}/mine/sent`);
});

const refuse = refuseMethod(["POST"]);

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
