import { Document, type PageContext } from "@/app/_ui/document/Document";
import { lookOf } from "@/app/_ui/document/LetterPage";
import { ListRecord } from "@/app/_ui/document/ListRecord";
import { SignatoryList } from "@/app/_ui/document/SignatoryList";
import type { Letter } from "@/lib/letters/queries";
import { type RegisterOrder, searchLimit } from "@/lib/register/queries";
import type { Signatory } from "@/lib/register/signatory";

export interface RegisterPageProps {
  context: PageContext;
  letter: Letter;
  sort: RegisterOrder;
  signatories: Signatory[];
  /** Cursor of the next page. */
  next: string | null;
  isFirst: boolean;
  /** When the list last changed. */
  changedAt: Date | null;
  search?: { text: string; isCut: boolean; isTooShort: boolean };
}

/** The whole list, page by page, in either order, searchable. */
export function RegisterPage(props: RegisterPageProps) {
  const { context, letter, sort, signatories, next, isFirst, changedAt, search } = props;
  const { locale, t } = context;
  const here = `/${locale}/${letter.slug}/signatories`;
  const order = sort === "name" ? "&order=name" : "";
  return (
    <Document
      context={context}
      title={t("list.titleOf", { title: letter.version.title })}
      path={`/${letter.slug}/signatories`}
      look={lookOf(letter, locale)}
      isUnlisted={!isFirst || search !== undefined}
    >
      <div className="register register-page">
        <p className="kicker">
          <a href={`/${locale}/${letter.slug}`}>{t("list.back")}</a>
        </p>
        <h1>{t("list.titleOf", { title: letter.version.title })}</h1>
        <p className="count">{t("letter.signatoryCount", { count: letter.publishedCount })}</p>
        <div className="register-tools">
          <form className="search" method="get" action={here}>
            <label htmlFor="q">{t("list.search")}</label>
            <p className="hint" id="q-hint">
              {t("list.searchHint")}
            </p>
            <div className="search-row">
              <input
                id="q"
                name="q"
                type="search"
                defaultValue={search?.text}
                aria-describedby="q-hint"
                dir="auto"
              />
              <button type="submit">{t("list.searchButton")}</button>
            </div>
          </form>
          <nav aria-label={t("list.order")}>
            <ul className="orders">
              <li>
                <a href={here} aria-current={sort === "signed" && !search ? "true" : undefined}>
                  {t("list.bySigning")}
                </a>
              </li>
              <li>
                <a href={`${here}?order=name`} aria-current={sort === "name" && !search ? "true" : undefined}>
                  {t("list.byName")}
                </a>
              </li>
            </ul>
          </nav>
        </div>
        {search && <SearchOutcome context={context} search={search} count={signatories.length} here={here} />}
        {!search && signatories.length === 0 && <p>{t("list.empty")}</p>}
        {signatories.length > 0 && <SignatoryList context={context} signatories={signatories} />}
        <p className="register-all">
          {next && (
            <a className="button" rel="next" href={`${here}?after=${next}${order}`}>
              {t("list.next")}
            </a>
          )}
          {!isFirst && <a href={`${here}${order.replace("&", "?")}`}>{t("list.first")}</a>}
        </p>
        <ListRecord {...{ context, slug: letter.slug, changedAt }} />
      </div>
    </Document>
  );
}

function SearchOutcome({
  context,
  search,
  count,
  here,
}: {
  context: PageContext;
  search: NonNullable<RegisterPageProps["search"]>;
  count: number;
  here: string;
}) {
  const { t } = context;
  const { text, isCut, isTooShort } = search;
  return (
    <p role="status">
      {isTooShort
        ? t("list.searchTooShort")
        : isCut
          ? t("list.foundMany", { count: searchLimit, text })
          : t("list.found", { count, text })}{" "}
      <a href={here}>{t("list.clear")}</a>
    </p>
  );
}
