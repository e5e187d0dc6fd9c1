import type { PageContext } from "@/app/_ui/document/Document";
import { Document } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { errorText, Field } from "@/app/_ui/document/Field";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";
import { type FieldErrorCode, lengths } from "@/lib/signatures/schema";
import type { LinkRefusal } from "@/lib/signers/links";
import { visitMinutes } from "@/lib/signers/visits";

export interface AskLinkPageProps {
  context: PageContext;
  letter: Letter;
  /** Why somebody who had a link or a visit needs another. */
  why?: LinkRefusal | "ended" | "left";
  /** What was typed before, and what is wrong with it. */
  typed?: string;
  problem?: FieldErrorCode;
  /** How long to wait, where the network asked too often. */
  waitMinutes?: number;
  /** What was typed into a form that came after the visit was over, to be copied. */
  unsent?: string[];
}

/** Where a signer asks for the link to their own page. */
export function AskLinkPage(props: AskLinkPageProps) {
  const { context, letter, why, typed, problem, waitMinutes, unsent = [] } = props;
  const { t, locale } = context;
  const title = why ? t(`mine.${why}Title`) : t("mine.askTitle");
  const errors = problem ? [{ field: "email" as const, code: problem }] : [];
  const isWrong = problem !== undefined || waitMinutes !== undefined;
  return (
    <Document
      context={context}
      title={isWrong ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/mine`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice own">
        {isWrong && (
          <ErrorSummary
            title={waitMinutes === undefined ? t("sign.errorTitle") : t("mine.tooManyTitle")}
            text={waitMinutes === undefined ? undefined : t("mine.tooMany", { minutes: waitMinutes })}
            errors={errors.map((error) => ({ field: error.field, text: errorText(context, error) }))}
          />
        )}
        <p className="kicker">
          <a href={`/${locale}/${letter.slug}`}>{letter.version.title}</a>
        </p>
        <h1>{title}</h1>
        {why && <p>{t(`mine.${why}`)}</p>}
        {unsent.length > 0 && (
          <>
            <p>{t("mine.unsent")}</p>
            <ul>
              {unsent.map((text) => (
                <li key={text} dir="auto">
                  {text}
                </li>
              ))}
            </ul>
          </>
        )}
        <p>{t("mine.askText", { title: letter.version.title })}</p>
        <form method="post" action={`/${locale}/${letter.slug}/mine/link`} noValidate>
          <Field
            context={context}
            field="email"
            label={t("mine.email")}
            hint={t("mine.emailHint")}
            errors={errors}
          >
            {(control) => (
              <input
                {...control}
                type="email"
                autoComplete="email"
                spellCheck={false}
                maxLength={lengths.email}
                defaultValue={typed}
                dir="ltr"
              />
            )}
          </Field>
          <button type="submit">{t("mine.askButton")}</button>
        </form>
        <p className="hint">{t("mine.askAfter", { minutes: visitMinutes })}</p>
      </div>
    </Document>
  );
}
