import { pageContext } from "@/app/_http/context";
import { letterNotice } from "@/app/_http/letter-notice";
import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { findLetter } from "@/lib/letters/queries";

export const GET = letterRoute(async (_request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  if (!letter) return notFoundPage(locale);
  const { t } = pageContext(locale);
  return letterNotice(locale, letter, {
    title: t("represent.declinedTitle"),
    text: t("represent.declined"),
    more: t("represent.declinedAgain"),
    way: { words: t("confirm.back") },
    path: "/declined",
  });
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
