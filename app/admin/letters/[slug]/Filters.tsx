import type { ReactNode } from "react";
import { DeskLink } from "@/app/admin/_link";
import { queueAddress } from "@/app/admin/_queue";
import { countriesByName } from "@/lib/i18n/countries";
import { type Locale, locales, ownName } from "@/lib/i18n/locales";
import type { Messages, Translate } from "@/lib/i18n/translate";
import type { Colleague } from "@/lib/moderation/queries";
import { kinds, type QueueQuery, queueSorts, statuses } from "@/lib/moderation/queue-query";
import type { Tag } from "@/lib/tags/queries";

export interface FiltersProps {
  t: Translate;
  locale: Locale;
  here: string;
  query: QueueQuery;
  colleagues: Colleague[];
  tags: Tag[];
  isFiltered: boolean;
}

/** The kinds of evidence that a moderator looks for. */
const sought = [
  "similarName",
  "askedName",
  "domainDiffers",
  "freeMail",
  "disposableMail",
  "samePerson",
  "otherSpelling",
  "sameDomain",
  "sameNetwork",
  "mixedScripts",
  "websiteShared",
  "mailBounced",
  "mailServerMissing",
  "mailServerUnchecked",
  "domainMatches",
  "mailConfirmed",
  "noticeRuns",
  "noticePassed",
  "objected",
] as const satisfies (keyof Messages["desk"]["evidenceFilter"])[];

/** Search over every field, and filters: a plain form, so that the address holds what is asked. */
export function Filters({ t, locale, here, query, colleagues, tags, isFiltered }: FiltersProps) {
  const { q, view, sort, ...filters } = query;
  const isAll = view === "all";
  const isPending = view === "pending";
  const isOpen = Object.values(filters).some((value) => value !== undefined) || sort !== "oldest";
  return (
    <search>
      <form className="filters" action={here} method="get">
        {!isPending && <input type="hidden" name="view" value={view} />}
        <div className="search">
          <label htmlFor="q">{t("desk.search.label")}</label>
          <input id="q" name="q" type="search" data-key="/" defaultValue={q} maxLength={100} dir="auto" />
          <button type="submit">{t("desk.search.button")}</button>
          {isFiltered && (
            <DeskLink href={queueAddress(here, { view, sort: "oldest", q: "" })}>
              {t("desk.search.clear")}
            </DeskLink>
          )}
        </div>
        <details open={isOpen}>
          <summary>{t("desk.search.filters")}</summary>
          <div className="filter-grid">
            {isAll && (
              <Choice
                name="status"
                label={t("desk.search.status")}
                value={query.status}
                any={t("desk.search.any")}
              >
                {statuses.map((status) => (
                  <option key={status} value={status}>
                    {t(`desk.status.${status}`)}
                  </option>
                ))}
              </Choice>
            )}
            <Choice name="kind" label={t("desk.search.kind")} value={query.kind} any={t("desk.search.any")}>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`desk.kind.${kind}`)}
                </option>
              ))}
            </Choice>
            <Choice
              name="country"
              label={t("desk.search.country")}
              value={query.country}
              any={t("desk.search.any")}
            >
              {countriesByName(locale).map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Choice>
            <Choice
              name="language"
              label={t("desk.search.language")}
              value={query.language}
              any={t("desk.search.any")}
            >
              {locales.map((code) => (
                <option key={code} value={code}>
                  {ownName(code)}
                </option>
              ))}
            </Choice>
            <Choice
              name="evidence"
              label={t("desk.search.evidence")}
              value={query.evidence}
              any={t("desk.search.any")}
            >
              {sought.map((code) => (
                <option key={code} value={code}>
                  {t(`desk.evidenceFilter.${code}`)}
                </option>
              ))}
            </Choice>
            <Choice
              name="assignee"
              label={t("desk.search.assignee")}
              value={query.assignee}
              any={t("desk.search.any")}
            >
              <option value="none">{t("desk.search.nobody")}</option>
              {colleagues.map(({ id, email }) => (
                <option key={id} value={id}>
                  {email}
                </option>
              ))}
            </Choice>
            {tags.length > 0 && (
              <Choice name="tag" label={t("desk.search.tag")} value={query.tag} any={t("desk.search.any")}>
                {tags.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Choice>
            )}
            <Day name="from" label={t("desk.search.from")} value={query.from} />
            <Day name="until" label={t("desk.search.until")} value={query.until} />
            <Choice name="sort" label={t("desk.search.sort")} value={sort}>
              {queueSorts.map((name) => (
                <option key={name} value={name}>
                  {t(`desk.search.sorts.${name}`)}
                </option>
              ))}
            </Choice>
          </div>
          <button type="submit">{t("desk.search.apply")}</button>
        </details>
      </form>
    </search>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string | undefined;
  /** The words of the empty choice; left out where there is none. */
  any?: string;
  children: ReactNode;
}

function Choice({ name, label, value, any, children }: ChoiceProps) {
  return (
    <div>
      <label htmlFor={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name} defaultValue={value ?? ""}>
        {any !== undefined && <option value="">{any}</option>}
        {children}
      </select>
    </div>
  );
}

function Day({ name, label, value }: { name: string; label: string; value: Date | undefined }) {
  return (
    <div>
      <label htmlFor={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        name={name}
        type="date"
        defaultValue={value?.toISOString().slice(0, 10) ?? ""}
      />
    </div>
  );
}
