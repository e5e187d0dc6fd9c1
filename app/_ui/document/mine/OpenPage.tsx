import type { PageContext } from "@/app/_ui/document/Document";
import { ForeignText } from "@/app/_ui/document/ForeignText";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import type { Letter } from "@/lib/letters/queries";
import type { FoundLink } from "@/lib/signers/links";
import { visitMinutes } from "@/lib/signers/visits";

export interface OpenPageProps {
  context: PageContext;
  letter: Letter;
  link: FoundLink;
  token: string;
}

/** The page behind a mailed link to one's own page: only its button uses the link. */
export function OpenPage({ context, letter, link, token }: OpenPageProps) {
  const { t, locale } = context;
  return (
    <NoticePage
      {...{ context, letter, path: `/${letter.slug}/mine?token=${token}`, title: t("mine.openTitle") }}
    >
      <p className="own-name">
        <ForeignText lang={link.nameLang} pageLang={locale}>
          {link.name}
        </ForeignText>
      </p>
      <p>{t("mine.openText", { title: letter.version.title })}</p>
      <form method="post" action={`/${locale}/${letter.slug}/mine`}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{t("mine.openButton")}</button>
      </form>
      <p className="hint">{t("mine.openCookie", { minutes: visitMinutes })}</p>
    </NoticePage>
  );
}
