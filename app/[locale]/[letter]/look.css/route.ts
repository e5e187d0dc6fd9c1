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
        body: styleOf(letter.accent),
      }
    );
  };
  const page = await pageStore().get(`${slug} look`, render, new Date());
  if (!page) return notFoundPage(locale);
  // The page's address for it names the colour, so a copy never grows old.
  const asked = new URL(request.url).searchParams.get("accent");
  const namesColour = asked !== null && new TextDecoder().decode(page.bytes) === styleOf(`#${asked}`);
  return respondKept(request, page, namesColour ? "public, max-age=31536000, immutable" : undefined);
});

function styleOf(accent: string): string {
  return `:root{--accent:${accent}}`;
}
