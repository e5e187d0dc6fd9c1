import { Document, type PageContext } from "@/app/_ui/document/Document";
import { ErrorSummary } from "@/app/_ui/document/ErrorSummary";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";
import { answerLimit } from "@/lib/questions/schema";
import type { TextProblem } from "@/lib/text";

export interface AnswerPageProps {
  context: PageContext;
  letter: Letter;
  /** The signature's name, and what the moderators ask. */
  name: string;
  question: string;
  token: string;
  /** What was typed before, and what is wrong with it. */
  typed?: string;
  problem?: TextProblem;
}

/** The page behind a question's link: the question, and room for the answer. */
export function AnswerPage({ context, letter, name, question, token, typed, problem }: AnswerPageProps) {
  const { t, locale } = context;
  const title = t("answer.title");
  const error = problem && t(`answer.problems.${problem}`, { max: answerLimit });
  // FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE: a name in Arabic does not turn the sentence around it.
  const isolated = `\u2068${name}\u2069`;
  return (
    <Document
      context={context}
      title={problem ? t("site.errorPrefix", { title }) : title}
      path={`/${letter.slug}/answer`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice">
        {error && <ErrorSummary title={t("sign.errorTitle")} errors={[{ field: "answer", text: error }]} />}
        <h1>{title}</h1>
        <p>{t("answer.text", { name: isolated, title: letter.version.title })}</p>
        <blockquote className="question" dir="auto">
          {question}
        </blockquote>
        <form method="post" action={`/${locale}/${letter.slug}/answer`}>
          <input type="hidden" name="token" value={token} />
          <div className={`field${error ? " field-wrong" : ""}`}>
            <label htmlFor="answer">{t("answer.label")}</label>
            <p className="hint" id="answer-hint">
              {t("answer.hint")}
            </p>
            {error && (
              <p className="error" id="answer-error">
                {error}
              </p>
            )}
            <textarea
              id="answer"
              name="answer"
              rows={6}
              dir="auto"
              defaultValue={typed}
              aria-describedby={error ? "answer-hint answer-error" : "answer-hint"}
              aria-invalid={error ? true : undefined}
            />
          </div>
          <button type="submit">{t("answer.button")}</button>
        </form>
        <p className="hint">{t("answer.notYou")}</p>
      </div>
    </Document>
  );
}
