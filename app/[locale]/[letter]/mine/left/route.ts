import { letterRoute } from "@/app/_http/letter-route";
import { askLinkPage } from "@/app/_http/own-route";
import { notFoundPage, refuseMethod } from "@/app/_http/refusals";
import { findLetter } from "@/lib/letters/queries";

export const GET = letterRoute(async (_request, { locale, slug }) => {
  const letter = await findLetter(slug, locale);
  return letter ? askLinkPage(locale, letter, { why: "left" }) : notFoundPage(locale);
});

const refuse = refuseMethod(["GET", "HEAD"]);

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
