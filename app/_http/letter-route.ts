import { failedPage, notFoundPage } from "@/app/_http/refusals";
import { faultLine } from "@/lib/faults";
import { isLocale, type Locale } from "@/lib/i18n/locales";

export interface LetterParams {
  params: Promise<{ locale: string; letter: string }>;
}

/** A fault's kind for the log, and nothing of what somebody typed. */
export function noteFault(error: unknown): void {
  console.error(`fault: ${faultLine(error)}`);
}

/** Parses the part of the address that every page of a letter has; anything else than a locale and a slug is 404. */
export function letterRoute(
  handle: (request: Request, place: { locale: Locale; slug: string }) => Promise<Response>,
): (request: Request, context: LetterParams) => Promise<Response> {
  return async (request, { params }) => {
    const { locale, letter } = await params;
    if (!isLocale(locale)) return notFoundPage();
    if (!/^[a-z0-9-]{1,80}$/.test(letter)) return notFoundPage(locale);
    try {
      return await handle(request, { locale, slug: letter });
    } catch (error) {
      noteFault(error);
      return failedPage(locale);
    }
  };
}
