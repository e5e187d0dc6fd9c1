import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { renderDocument, respondKept } from "@/app/_http/respond";
import { LetterPage } from "@/app/_ui/document/LetterPage";
import { listChangedAt } from "@/lib/ledger/queries";
import { findLetter, isOpenForSigning } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";
import { readRegister } from "@/lib/register/queries";

/** Names on the letter's own page; the others are a link away. */
const namesOnPage = 60;

export const GET = letterRoute(async (request, { locale, slug }) => {
  const now = new Date();
  const page = await pageStore().get(`${slug} letter ${locale}`, () => render(slug, locale, now), now);
  return page ? respondKept(request, page) : notFoundPage(locale);
});

async function render(slug: string, locale: Parameters<typeof pageContext>[0], now: Date) {
  const letter = await findLetter(slug, locale);
  if (!letter) return null;
  const { signatories } = await readRegister({ letterId: letter.id, sort: "signed", limit: namesOnPage });
  const changedAt = await listChangedAt(slug);
  const isOpen = isOpenForSigning(letter, now);
  return {
    contentType: "text/html; charset=utf-8",
    letterId: letter.id,
    freshUntil: isOpen ? letter.closesAt : null,
    body: await renderDocument(
      <LetterPage {...{ context: pageContext(locale), letter, isOpen, signatories, changedAt }} />,
    ),
  };
}

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
