import { busyPage, failedPage, notFoundPage } from "@/app/_http/refusals";
import { isTooBusy } from "@/lib/busy";
import { faultLine } from "@/lib/faults";
import { isLocale, type Locale, negotiateLocale } from "@/lib/i18n/locales";

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
    return answered(request, locale, () => handle(request, { locale, slug: letter }));
  };
}

/** A page of the whole site; anything else than a locale is 404. */
export function siteRoute(show: (locale: Locale) => Promise<Response>) {
  return async (request: Request, { params }: { params: Promise<{ locale: string }> }): Promise<Response> => {
    const { locale } = await params;
    if (!isLocale(locale)) return notFoundPage();
    return answered(request, locale, () => show(locale));
  };
}

/**
 * A form or an address of the sign-in, in the browser's language. Some take several steps, so that where one fails it is not said that
 * nothing was changed.
 */
export function signInRoute<R extends Request>(
  handle: (request: R) => Promise<Response>,
): (request: R) => Promise<Response> {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      noteFault(error);
      return failedPage(negotiateLocale(request.headers.get("accept-language")));
    }
  };
}

/** The answer, or where there is none the page that says whether too many ask at once or we fail. */
async function answered(
  request: Request,
  locale: Locale,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    noteFault(error);
    return isTooBusy(error) ? busyPage(locale, request) : failedPage(locale);
  }
}
