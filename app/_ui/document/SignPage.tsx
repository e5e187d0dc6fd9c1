import { assets } from "@/app/_ui/document/assets";
import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
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
      script={assets.proof}
    >
      <div className="sign-section">
        {isWrong && (
          <ErrorSummary
            title={notice?.title ?? t("sign.errorTitle")}
            text={notice?.text}
            errors={errors.map((error) => ({ field: error.field, text: errorText(context, error) }))}
          />
        )}
        <h1>{title}</h1>
        <p>{t("sign.intro")}</p>
        <p className="hint">
          {t("sign.required")} <a href={`/${locale}/${letter.slug}`}>{t("sign.readLetter")}</a>
          {" · "}
          <a href={`/${locale}/${letter.slug}/mine`}>{t("mine.link")}</a>
        </p>
        <SignForm {...{ context, letter, values, errors }} />
      </div>
    </Document>
  );
}
