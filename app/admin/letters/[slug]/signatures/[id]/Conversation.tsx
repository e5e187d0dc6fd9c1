import type { Locale } from "@/lib/i18n/locales";
import { formatMoment, type Translate } from "@/lib/i18n/translate";
import type { DeskSignature } from "@/lib/moderation/queries";

export interface ConversationProps {
  t: Translate;
  locale: Locale;
  signature: DeskSignature;
}

/** What moderators asked the signer, with the answers. */
export function Questions({ t, locale, signature }: ConversationProps) {
  // Emptied when the contact data went, they say nothing any more.
  const questions = signature.questions.filter(({ text }) => text !== "");
  if (questions.length === 0) return null;
  return (
    <>
      <h2>{t("desk.questions.heading")}</h2>
      {questions.map((question) => (
        <div className="exchange" key={question.id}>
          <p className="soft">
            {t("desk.questions.askedBy", {
              email: question.moderator.email,
              at: formatMoment(question.askedAt, locale),
            })}
          </p>
          <blockquote dir="auto">{question.text}</blockquote>
          {question.answeredAt ? (
            <>
              <p className="soft">
                {t("desk.questions.answered", { at: formatMoment(question.answeredAt, locale) })}
              </p>
              <blockquote className="answer" dir="auto">
                {question.answer}
              </blockquote>
            </>
          ) : (
            <p className="soft">{t("desk.questions.open")}</p>
          )}
        </div>
      ))}
    </>
  );
}

/** What moderators told each other. */
export function Notes({ t, locale, signature }: ConversationProps) {
  if (signature.notes.length === 0) return null;
  return (
    <>
      <h2>{t("desk.handling.notes")}</h2>
      {signature.notes.map((note) => (
        <blockquote key={note.id} dir="auto">
          {note.text}
          <footer className="soft">
            {t("desk.handling.noteBy", {
              email: note.moderator.email,
              at: formatMoment(note.writtenAt, locale),
            })}
          </footer>
        </blockquote>
      ))}
    </>
  );
}
