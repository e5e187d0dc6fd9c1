import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";
import { lengths, type SignForm as Values } from "@/lib/signatures/schema";

const fields = [
  { field: "representativeName", max: lengths.person, complete: "off" },
  { field: "representativeRole", max: lengths.role, complete: "off" },
  { field: "email", max: lengths.email, complete: "off" },
] as const;
export type RepresentativeField = (typeof fields)[number]["field"];

export interface RepresentativePageProps {
  context: PageContext;
  letter: Letter;
  values?: Values;
  /** The fields that need another look; `sameAddress` where the address is the present one. */
  wrong?: string[];
  isSameAddress?: boolean;
  notice?: { title: string; text: string };
}

/** Where a signer names who represents the organisation from now on. */
export function RepresentativePage({
  context,
  letter,
  values,
  wrong = [],
  isSameAddress,
  notice,
}: RepresentativePageProps) {
  const { t, locale } = context;
  const here = `/${locale}/${letter.slug}/mine`;
  const title = t("mine.representative.title");
  const problemOf = (field: RepresentativeField, max: number) => {
    if (field === "email" && isSameAddress) return t("mine.representative.sameAddress");
    return wrong.includes(field) ? t(`mine.representative.problems.${field}`, { max }) : null;
  };
  const problems = fields.flatMap(({ field, max }) => {
    const text = problemOf(field, max);
    return text ? [{ field, text }] : [];
  });
  const isWrong = problems.length > 0 || notice !== undefined;
  return (
    <Document
      context={context}
      title={isWrong ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/mine/representative`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice">
        {isWrong && (
          <ErrorSummary title={notice?.title ?? t("sign.errorTitle")} text={notice?.text} errors={problems} />
        )}
        <h1>{title}</h1>
        <p>{t("mine.representative.text")}</p>
        <p className="hint">{t("mine.representative.told")}</p>
        <form className="sign" method="post" action={`${here}/representative`} noValidate>
          {fields.map(({ field, max, complete }) => {
            const problem = problemOf(field, max);
            return (
              <div className={`field${problem ? " field-wrong" : ""}`} key={field}>
                <label htmlFor={field}>{t(`mine.representative.fields.${field}`)}</label>
                <p className="hint" id={`${field}-hint`}>
                  {t(`mine.representative.hints.${field}`)}
                </p>
                {problem && (
                  <p className="error" id={`${field}-error`}>
                    {problem}
                  </p>
                )}
                <input
                  id={field}
                  name={field}
                  type={field === "email" ? "email" : "text"}
                  dir={field === "email" ? undefined : "auto"}
                  spellCheck={field === "email" ? false : undefined}
                  autoComplete={complete}
                  defaultValue={values?.[field]}
                  aria-describedby={problem ? `${field}-hint ${field}-error` : `${field}-hint`}
                  aria-invalid={problem ? true : undefined}
                />
              </div>
            );
          })}
          <p>
            <button type="submit">{t("mine.representative.button")}</button>
          </p>
        </form>
        <p>
          <a href={here}>{t("mine.back")}</a>
        </p>
      </div>
    </Document>
  );
}
