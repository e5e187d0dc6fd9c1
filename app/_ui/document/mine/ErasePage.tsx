import type { PageContext } from "@/app/_ui/document/Document";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { Frame } from "@/app/_ui/document/mine/Frame";
import type { Letter } from "@/lib/letters/queries";
import type { OwnSignature } from "@/lib/signers/queries";

export interface ErasePageProps {
  context: PageContext;
  letter: Letter;
  signature: Pick<OwnSignature, "name" | "nameLang" | "status">;
  /** Whether the button was pressed without the tick. */
  isUnticked?: boolean;
}

/** What an erasure means; it takes a tick and a button, for nobody can undo it. */
export function ErasePage({ context, letter, signature, isUnticked = false }: ErasePageProps) {
  const { t, locale } = context;
  const error = t("mine.eraseTickMissing");
  const isPublic = signature.status === "published";
  return (
    <Frame
      {...{ context, letter, path: "/erase", title: t("mine.eraseTitle") }}
      errors={isUnticked ? [{ field: "sure", text: error }] : []}
    >
      <p className="own-name">
        <ForeignText lang={signature.nameLang} pageLang={locale}>
          {signature.name}
        </ForeignText>
      </p>
      <p>{t("mine.eraseText")}</p>
      <ul>
        {isPublic && <li>{t("mine.eraseMeans.list")}</li>}
        <li>{t("mine.eraseMeans.data")}</li>
        <li>{t("mine.eraseMeans.stays")}</li>
        <li>{t("mine.eraseMeans.copies")}</li>
        <li>{t("mine.eraseMeans.page")}</li>
      </ul>
      <p>
        <a href={`/${locale}/${letter.slug}/mine/data`}>{t("mine.eraseFirst")}</a>
      </p>
      <form method="post" action={`/${locale}/${letter.slug}/mine/erase`}>
        <div className={`tick${isUnticked ? " field-wrong" : ""}`}>
          {isUnticked && (
            <p className="error" id="sure-error">
              {error}
            </p>
          )}
          <input
            type="checkbox"
            id="sure"
            name="sure"
            value="yes"
            aria-describedby={isUnticked ? "sure-error" : undefined}
            aria-invalid={isUnticked ? true : undefined}
          />
          <label htmlFor="sure">{t("mine.eraseTick")}</label>
        </div>
        <button type="submit">{t("mine.eraseButton")}</button>
      </form>
    </Frame>
  );
}
