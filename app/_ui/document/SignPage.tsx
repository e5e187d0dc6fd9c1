import { Document, type PageContext } from "@/app/_ui/document/Document";
import { errorText } from "@/app/_ui/document/Field";
import { lookOf } from "@/app/_ui/document/LetterPage";
import { SignForm } from "@/app/_ui/document/SignForm";
import type { Letter } from "@/lib/letters/queries";
import type { FieldError, SignForm as Values } from "@/lib/signatures/schema";

export interface SignPageProps {
  context: PageContext;
  letter: Letter;
  values?: Values;
  errors?: FieldError[];
  /** Why the form came back although its fields are fine. */
  notice?: { title: string; text: string };
}

/** The form on its own, with what was typed and what is wrong with it. */
export function SignPage({ context, letter, values, errors = [], notice }: SignPageProps) {
  const { locale, t } = context;
  const title = t("sign.pageTitle", { title: letter.version.title });
  const isWrong = errors.length > 0 || notice !== undefined;
  return (
    <Document
      context={context}
      title={isWrong ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/sign`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="sign-section">
        {isWrong && <ErrorSummary {...{ context, errors, notice }} />}
        <h1>{title}</h1>
        <p>{t("sign.intro")}</p>
        <p className="hint">
          {t("sign.required")} <a href={`/${locale}/${letter.slug}`}>{t("sign.readLetter")}</a>
        </p>
        <SignForm {...{ context, letter, values, errors }} />
      </div>
    </Document>
  );
}

/** GOV.UK's error summary: focused when the page opens (autofocus needs no script), each line leads to its field. */
function ErrorSummary({
  context,
  errors,
  notice,
}: Pick<SignPageProps, "context" | "notice"> & { errors: FieldError[] }) {
  return (
    // biome-ignore lint/a11y/noAutofocus: the page is the answer to a form; the summary is what to read first
    <div className="summary" role="alert" tabIndex={-1} autoFocus aria-labelledby="summary-title">
      <h2 id="summary-title">{notice?.title ?? context.t("sign.errorTitle")}</h2>
      {notice && <p>{notice.text}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map((error) => (
            <li key={error.field}>
              <a href={`#${error.field}`}>{errorText(context, error)}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
