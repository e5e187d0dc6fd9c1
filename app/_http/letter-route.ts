import { notFoundPage } from "@/app/_http/refusals";
import { isLocale, type Locale } from "@/lib/i18n/locales";

export interface LetterParams {
  params: Promise<{ locale: string; letter: string }>;
}

/** Parses the part of the address that every page of a letter has; anything else than a locale and a slug is 404. */
export function letterRoute(
  handle: (request: Request, place: { locale: Locale; slug: string }) => Promise<Response>,
): (request: Request, context: LetterParams) => Promise<Response> {
  return async (request, { params }) => {
    const { locale, letter } = await params;
    if (!isLocale(locale)) return notFoundPage();
    if (!/^[a-z0-9-]{1,80}$/.test(letter)) return notFoundPage(locale);
    return handle(request, { locale, slug: letter });
  };
}
