import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { type Fact, FactList } from "@/app/_ui/document/FactList";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { FoundNotice } from "@/lib/authority/queries";
import { graceDays, objectionLimit } from "@/lib/authority/schema";
import { formatDay, formatMoment } from "@/lib/i18n/translate";
import type { Letter } from "@/lib/letters/queries";

export interface ObjectPageProps {
  context: PageContext;
  letter: Letter;
  notice: FoundNotice;
  token: string;
  /** What was typed before, and what is wrong with it. */
  typed?: string;
  problem?: "tooLong" | "characters";
}

/** The page behind a notice's link: what was signed in the organisation's name, and the button that objects to it. */
export function ObjectPage({ context, letter, notice, token, typed, problem }: ObjectPageProps) {
  const { t, locale } = context;
  const title = t("objection.title");
  const error = problem && t(`objection.problems.${problem}`, { max: objectionLimit });
  // FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE: a name in Arabic does not turn the sentence around it.
  const isolated = `\u2068${notice.name}\u2069`;
  const standing =
    notice.status === "published" ? "published" : notice.status === "pending" ? "waiting" : "off";
  const rows: Fact[] = [
    [
      t("sign.name"),
      <ForeignText key="name" lang={notice.nameLang} pageLang={locale}>
        {notice.name}
      </ForeignText>,
    ],
    [t("sign.website"), notice.website],
    [t("objection.by"), [notice.representativeName, notice.representativeRole].filter(Boolean).join(", ")],
    [t("objection.signedOn"), formatDay(notice.signedAt, locale)],
    [t("objection.standing"), t(`objection.standings.${standing}`)],
  ];
  return (
    <Document
      context={context}
      title={problem ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/object`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice">
        {error && (
          <ErrorSummary title={t("sign.errorTitle")} errors={[{ field: "objection", text: error }]} />
        )}
        <h1>{title}</h1>
        <p>{t("objection.text", { name: isolated, title: letter.version.title })}</p>
        <h2>{t("objection.facts")}</h2>
        <FactList facts={rows} />
        <p>{t("objection.right")}</p>
        <p>{t("objection.wrong")}</p>
        <form method="post" action={`/${locale}/${letter.slug}/object`}>
          <input type="hidden" name="token" value={token} />
          <div className={`field${error ? " field-wrong" : ""}`}>
            <label htmlFor="objection">{t("objection.label")}</label>
            <p className="hint" id="objection-hint">
              {t("objection.hint")}
            </p>
            {error && (
              <p className="error" id="objection-error">
                {error}
              </p>
            )}
            <textarea
              id="objection"
              name="objection"
              rows={3}
              dir="auto"
              defaultValue={typed}
              aria-describedby={error ? "objection-hint objection-error" : "objection-hint"}
              aria-invalid={error ? true : undefined}
            />
          </div>
          <button type="submit">{t("objection.button")}</button>
        </form>
        {notice.endsAt && (
          <p className="hint">
            {t("objection.until", { at: formatMoment(notice.endsAt, locale), number: graceDays })}
          </p>
        )}
      </div>
    </Document>
  );
}
