import { pageContext } from "@/app/_http/context";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { findLetter } from "@/lib/letters/queries";

export const GET = letterRoute(async (_request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const context = pageContext(locale);
  const { t } = context;
  return respondPersonally(
    <NoticePage {...{ context, letter, path: `/${slug}/objected`, title: t("objection.doneTitle") }}>
      <p>{t("objection.done")}</p>
      <p>
        <a href={`/${locale}/${slug}`}>{t("confirm.back")}</a>
      </p>
    </NoticePage>,
  );
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
