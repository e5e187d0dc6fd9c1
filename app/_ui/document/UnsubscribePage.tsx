import { Document, type PageContext } from "@/app/_ui/document/Document";
import { lookOf } from "@/app/_ui/document/LetterPage";
import type { Letter } from "@/lib/letters/queries";

export interface UnsubscribePageProps {
  context: PageContext;
  letter: Letter;
  token: string;
}

/** The page behind the link of a news mail: only its button turns news off. */
export function UnsubscribePage({ context, letter, token }: UnsubscribePageProps) {
  const { t, locale } = context;
  const title = t("unsubscribe.title");
  const about = { title: letter.version.title, publisher: letter.publisher };
  return (
    <Document
      context={context}
      title={title}
      path={`/${letter.slug}/unsubscribe`}
      look={lookOf(letter, locale)}
      isUnlisted
    >
      <div className="notice">
        <h1>{title}</h1>
        <p>{t("unsubscribe.text", about)}</p>
        <form method="post" action={`/${locale}/${letter.slug}/unsubscribe`}>
          <input type="hidden" name="token" value={token} />
          <button type="submit">{t("unsubscribe.button")}</button>
        </form>
        <p className="hint">{t("unsubscribe.stays")}</p>
      </div>
    </Document>
  );
}
