import { apiRoute } from "@/app/_http/api-route";
import { refuseApiMethod, unknownLetter } from "@/app/_http/problems";
import { respondKept } from "@/app/_http/respond";
import { siteUrl } from "@/lib/env";
import { defaultLocale } from "@/lib/i18n/locales";
import { findLetter, isOpenForSigning, type Letter } from "@/lib/letters/queries";
import { pageStore } from "@/lib/pages/store";

/** The letter as JSON: its facts, its texts and the number of its signatories. */
export const GET = apiRoute(async (request, slug) => {
  const now = new Date();
  const page = await pageStore().get(`${slug} api`, () => render(slug, now), now);
  return page ? respondKept(request, page) : unknownLetter(slug);
});

async function render(slug: string, now: Date) {
  const letter = await findLetter(slug, defaultLocale);
  if (!letter) return null;
  const isOpen = isOpenForSigning(letter, now);
  const texts = await Promise.all(letter.locales.map((locale) => findLetter(slug, locale)));
  const body = {
    slug,
    publisher: { name: letter.publisher, url: letter.publisherUrl },
    date: letter.date.toISOString().slice(0, 10),
    closesAt: letter.closesAt?.toISOString() ?? null,
    isOpen,
    signatoryCount: letter.publishedCount,
    texts: texts.flatMap((found) => (found ? [textOf(found)] : [])),
    signatories: `${siteUrl()}/api/v1/letters/${slug}/signatories`,
  };
  return {
    contentType: "application/json; charset=utf-8",
    letterId: letter.id,
    freshUntil: isOpen ? letter.closesAt : null,
    body: JSON.stringify(body),
  };
}

function textOf({ slug, version }: Letter) {
  const { locale, number, title, standfirst, note, body, sha256 } = version;
  return {
    locale,
    version: number,
    title,
    standfirst,
    note,
    body,
    sha256,
    url: `${siteUrl()}/${locale}/${slug}`,
  };
}

export {
  refuseApiMethod as DELETE,
  refuseApiMethod as PATCH,
  refuseApiMethod as POST,
  refuseApiMethod as PUT,
};
