import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { renderDocument, respondKept, respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { RegisterPage } from "@/app/_ui/document/RegisterPage";
import type { Locale } from "@/lib/i18n/locales";
import { listChangedAt } from "@/lib/ledger/queries";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";
import { type Cursor, decodeCursor, namesPerPage } from "@/lib/register/cursor";
import { isSearchable, type RegisterOrder, readRegister, searchRegister } from "@/lib/register/queries";
import { tidyLine } from "@/lib/signatures/characters";

const longestSearch = 100;

export const GET = letterRoute(async (request, { locale, slug }) => {
  const query = new URL(request.url).searchParams;
  const text = tidyLine(query.get("q") ?? "").slice(0, longestSearch);
  if (text !== "") return searchPage(locale, slug, text);
  const sort: RegisterOrder = query.get("order") === "name" ? "name" : "signed";
  const after = decodeCursor(query.get("after") ?? "");
  if (query.has("after") && after?.sort !== sort) return noSuchPage(locale, slug);
  const key = `${slug} list ${locale} ${sort} ${after ? query.get("after") : ""}`;
  const page = await pageStore().get(key, () => renderList(slug, locale, sort, after), new Date());
  return page ? respondKept(request, page) : notFoundPage(locale);
});

async function renderList(slug: string, locale: Locale, sort: RegisterOrder, after: Cursor | null) {
  const letter = await findLetter(slug, locale);
  if (!letter) return null;
  const { signatories, next } = await readRegister({ letterId: letter.id, sort, limit: namesPerPage, after });
  const changedAt = await listChangedAt(slug);
  const context = pageContext(locale);
  const isFirst = after === null;
  return {
    contentType: "text/html; charset=utf-8",
    letterId: letter.id,
    body: await renderDocument(
      <RegisterPage {...{ context, letter, sort, signatories, next, isFirst, changedAt }} />,
    ),
  };
}

async function searchPage(locale: Locale, slug: string, text: string): Promise<Response> {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const isTooShort = !isSearchable(text);
  const found = isTooShort ? { signatories: [], isCut: false } : await searchRegister(letter.id, text);
  const search = { text, isTooShort, isCut: found.isCut };
  const changedAt = await listChangedAt(slug);
  const list = {
    sort: "name" as const,
    signatories: found.signatories,
    next: null,
    isFirst: true,
    changedAt,
  };
  return respondPersonally(<RegisterPage {...{ context: pageContext(locale), letter, search, ...list }} />);
}

async function noSuchPage(locale: Locale, slug: string): Promise<Response> {
  const letter: Letter | null = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const context = pageContext(locale);
  return respondPersonally(
    <NoticePage
      {...{ context, letter, path: `/${slug}/signatories`, title: context.t("problem.notFoundTitle") }}
    >
      <p>{context.t("list.badCursor")}</p>
      <p>
        <a href={`/${locale}/${slug}/signatories`}>{context.t("list.first")}</a>
      </p>
    </NoticePage>,
    { refused: { status: 400, as: "nowhere" } },
  );
}

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
