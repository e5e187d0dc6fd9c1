import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { renderDocument, respondKept } from "@/app/_http/respond";
import { LogPage } from "@/app/_ui/document/LogPage";
import type { Locale } from "@/lib/i18n/locales";
import { partsOf, readHeadSince } from "@/lib/ledger/queries";
import { findLetter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";

export const GET = letterRoute(async (request, { locale, slug }) => {
  const page = await pageStore().get(`${slug} log ${locale}`, () => render(slug, locale), new Date());
  return page ? respondKept(request, page) : notFoundPage(locale);
});

async function render(slug: string, locale: Locale) {
  const letter = await findLetter(slug, locale);
  const record = letter && (await readHeadSince(slug, null));
  if (!record) return null;
  const { head, key: publicKey } = record;
  const parts = partsOf(head.size);
  return {
    contentType: "text/html; charset=utf-8",
    letterId: letter.id,
    body: await renderDocument(
      <LogPage {...{ context: pageContext(locale), letter, head, publicKey, parts }} />,
    ),
  };
}

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
