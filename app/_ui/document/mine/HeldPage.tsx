import type { ReactNode } from "react";
import type { PageContext } from "@/app/_ui/document/Document";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { Frame } from "@/app/_ui/document/mine/Frame";
import { countryName } from "@/lib/i18n/countries";
import { languageName } from "@/lib/i18n/locales";
import { formatLongMoment, formatMoment } from "@/lib/i18n/translate";
import { writeTo } from "@/lib/letters/contact";
import type { Letter } from "@/lib/letters/queries";
import type { HeldData } from "@/lib/privacy/held-data";

export interface HeldPageProps {
  context: PageContext;
  letter: Letter;
  data: HeldData;
}

type Row = Record<string, unknown>;

/** Everything that is held about a signature, to read: the export in words. */
export function HeldPage({ context, letter, data }: HeldPageProps) {
  const { t, locale } = context;
  const publisher = writeTo(letter);
  const isWhole = Object.keys(data.incomplete).length === 0;
  return (
    <Frame {...{ context, letter, path: "/data", title: t("held.title") }}>
      <p>{t(isWhole ? "held.intro" : "held.introCut")}</p>
      <p>
        <a className="button" href={`/${locale}/${letter.slug}/mine/data.json`} download>
          {t("held.download")}
        </a>
      </p>
      <p>
        <a href={`/${locale}/${letter.slug}/privacy`}>{t("held.why")}</a>
      </p>
      {Object.entries(data.held).map(([table, rows]) => (
        <section key={table} className="held">
          <h2>{tableWords(context, table)}</h2>
          {data.incomplete[table] !== undefined && (
            <p>{t("held.cut", { shown: rows.length, count: data.incomplete[table], publisher })}</p>
          )}
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <FactList key={at} facts={factsOf(context, table, row)} />
          ))}
        </section>
      ))}
    </Frame>
  );
}

function tableWords({ t }: PageContext, table: string): string {
  const key = `held.tables.${table}` as "held.tables.signature";
  return t.has(key) ? t(key) : table;
}

function factsOf(context: PageContext, table: string, row: Row): Fact[] {
  if (table === "evidence") return [evidenceFact(context, row)];
  return Object.entries(row).flatMap(([field, value]): Fact[] => {
    if (field === "show_representative" && row.kind === "individual") return [];
    const shown = valueWords(context, table, field, value);
    return shown ? [[fieldWords(context, table, field), shown]] : [];
  });
}

/** What a field of the export is called, in the reader's language. */
function fieldWords({ t }: PageContext, table: string, field: string): string {
  // A few are called otherwise in one table.
  const names = [`${table}_${field}`, field].map((name) => `held.fields.${name}` as "held.fields.name");
  const key = names.find((name) => t.has(name));
  return key ? t(key) : field;
}

/** Fields whose values have words of their own, by table and field. */
const worded: Record<string, string> = {
  "signature.status": "mine.standing",
  "signature.kind": "held.kinds",
  "decision.kind": "desk.historyAction",
  "amendment.state": "held.amendments",
  "message.kind": "desk.mailKind",
  "message.status": "desk.mailStatus",
};

function valueWords(context: PageContext, table: string, field: string, value: unknown): ReactNode {
  const { t, locale } = context;
  if (value === null || value === undefined || value === "") return null;
  if (value instanceof Date) return formatLongMoment(value, locale);
  if (typeof value === "boolean") return value ? t("held.yes") : t("held.no");
  if (Array.isArray(value)) return listOf(value.map((one) => evidenceWords(context, one as Row)));
  if (typeof value === "object") return nestedWords(context, value as Row);
  const text = String(value);
  if (field === "country") return countryName(text, locale);
  if (field === "locale" || field.endsWith("_lang")) return languageName(text, locale);
  const key = `${worded[`${table}.${field}`]}.${text}` as "mine.standing.published";
  return t.has(key) ? t(key) : text;
}

/** What was changed, before or after. */
function nestedWords({ t, locale }: PageContext, fields: Row): ReactNode {
  const said = (field: string, value: unknown) => {
    if (typeof value === "boolean") return value ? t("held.yes") : t("held.no");
    return field === "country" ? countryName(String(value), locale) : String(value);
  };
  const lines = Object.entries(fields).flatMap(([field, value]) => {
    const key = `mail.corrected.fields.${field}` as "mail.corrected.fields.name";
    const isNothing = value === null || value === "";
    return isNothing ? [] : [`${t.has(key) ? t(key) : field}: ${said(field, value)}`];
  });
  return lines.length > 0 ? listOf(lines) : null;
}

function listOf(lines: string[]): ReactNode {
  if (lines.length === 0) return null;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function evidenceFact(context: PageContext, row: Row): Fact {
  const { t } = context;
  const key = `desk.weighs.${String(row.weighs)}` as "desk.weighs.for";
  return [t.has(key) ? t(key) : String(row.weighs), evidenceWords(context, row)];
}

/** What a check found. Another signature from the same address is not named: two people may share a mailbox. */
function evidenceWords({ t, locale }: PageContext, { code, values }: Row): string {
  const key = `evidence.${String(code)}` as "evidence.noWebsite";
  if (!t.has(key)) return String(code);
  const known = (values ?? {}) as Record<string, string | number>;
  const at = typeof known.at === "string" ? { at: formatMoment(new Date(known.at), locale) } : {};
  return (t as unknown as (key: string, values: object) => string)(key, {
    ...known,
    ...at,
    name: t("held.somebody"),
  });
}
