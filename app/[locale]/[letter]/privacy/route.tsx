import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { renderDocument, respondKept } from "@/app/_http/respond";
import { LetterPrivacyPage } from "@/app/_ui/document/PrivacyPage";
import type { Locale } from "@/lib/i18n/locales";
import { findLetter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";

export const GET = letterRoute(async (request, { locale, slug }) => {
  const page = await pageStore().get(`${slug} privacy ${locale}`, () => render(slug, locale), new Date());
  return page ? respondKept(request, page) : notFoundPage(locale);
});

async function render(slug: string, locale: Locale) {
  const letter = await findLetter(slug, locale);
  if (!letter) return null;
  return {
    contentType: "text/html; charset=utf-8",
    letterId: letter.id,
    body: await renderDocument(<LetterPrivacyPage context={pageContext(locale)} letter={letter} />),
  };
}

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
