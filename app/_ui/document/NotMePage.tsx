import type { PageContext } from "@/app/_ui/document/Document";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { writeTo } from "@/lib/letters/contact";
import type { Letter } from "@/lib/letters/queries";

export interface NotMePageProps {
  context: PageContext;
  letter: Letter;
  /** Whether the button was pressed already. */
  isRefused: boolean;
  /** Whether the address was named to take a signature over. */
  isNamed: boolean;
  token: string;
}

/** Where somebody says that they did not sign; and, once it was said, where they take it back. */
export function NotMePage({ context, letter, isRefused, isNamed, token }: NotMePageProps) {
  const { t, locale } = context;
  const action = `/${locale}/${letter.slug}/not-me`;
  const path = `/${letter.slug}/not-me?token=${token}`;
  if (isRefused)
    return (
      <NoticePage {...{ context, letter, path, title: t("notMe.doneTitle") }}>
        <p>{t("notMe.done")}</p>
        <p>{t("notMe.undo")}</p>
        <p>{t("notMe.later", { publisher: writeTo(letter) })}</p>
        <form method="post" action={action}>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="change" value="again" />
          <button type="submit">{t("notMe.again")}</button>
        </form>
      </NoticePage>
    );
  return (
    <NoticePage {...{ context, letter, path, title: t(isNamed ? "notMe.namedTitle" : "notMe.title") }}>
      <p>{t(isNamed ? "notMe.named" : "notMe.text", { title: letter.version.title })}</p>
      <form method="post" action={action}>
        <input type="hidden" name="token" value={token} />
        <div className="tick">
          <input type="checkbox" id="everywhere" name="everywhere" value="yes" />
          <label htmlFor="everywhere">{t("notMe.everywhere")}</label>
        </div>
        <button type="submit">{t(isNamed ? "notMe.namedButton" : "notMe.button")}</button>
      </form>
      <p className="hint">{t(isNamed ? "notMe.namedWasYou" : "notMe.wasYou")}</p>
    </NoticePage>
  );
}
