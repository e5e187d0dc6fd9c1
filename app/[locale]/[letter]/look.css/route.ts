import { letterRoute } from "@/app/_http/letter-route";
import { notFoundPage } from "@/app/_http/refusals";
import { respondKept } from "@/app/_http/respond";
import { findLetter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";

/** The letter's own look: custom properties over the stylesheet that all letters share. */
export const GET = letterRoute(async (request, { locale, slug }) => {
  const render = async () => {
    const letter = await findLetter(slug, locale);
    return (
      letter && {
        contentType: "text/css; charset=utf-8",
        letterId: letter.id,
        body: `:root{--accent:${letter.accent}}`,
      }
    );
  };
  const page = await pageStore().get(`${slug} look`, render, new Date());
  if (!page) return notFoundPage(locale);
  // The page's address for it names the colour, so a copy never grows old.
  const namesColour = new URL(request.url).searchParams.has("accent");
  return respondKept(request, page, namesColour ? "public, max-age=31536000, immutable" : undefined);
});
