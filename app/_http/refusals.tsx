import { pageContext } from "@/app/_http/context";
import { fieldsRead } from "@/app/_http/forms";
import { isFromThisSite } from "@/app/_http/origin";
import { refused } from "@/app/_http/refused";
import { respondPersonally } from "@/app/_http/respond";
import { NoticePage } from "@/app/_ui/document/NoticePage";
import { defaultLocale, isLocale, type Locale, negotiateLocale } from "@/lib/i18n/locales";

/** 404 as a page that says what to do. */
export function notFoundPage(locale: Locale = defaultLocale): Promise<Response> {
  const context = pageContext(locale);
  return respondPersonally(
    <NoticePage context={context} path="" title={context.t("problem.notFoundTitle")}>
      <p>{context.t("problem.notFound")}</p>
      <HomeLink locale={locale} />
    </NoticePage>,
    { refused: refused.nowhere },
  );
}

/** A route's answer to the methods that it does not take (RFC 9110, 15.5.6). */
export function refuseMethod(allowed: string[]) {
  return (request: Request): Promise<Response> => {
    const locale = localeOf(request);
    const context = pageContext(locale);
    return respondPersonally(
      <NoticePage context={context} path="" title={context.t("problem.methodTitle")}>
        <p>{context.t("problem.method")}</p>
        <HomeLink locale={locale} />
      </NoticePage>,
      { refused: refused.method, headers: { Allow: allowed.join(", ") } },
    );
  };
}

/** 503: a fault on our side, most often a database that is away. A cache in front serves what it has instead. */
export function failedPage(locale: Locale): Promise<Response> {
  const context = pageContext(locale);
  return respondPersonally(
    <NoticePage context={context} path="" title={context.t("problem.failedTitle")}>
      <p>{context.t("problem.failed")}</p>
    </NoticePage>,
    { status: 503, headers: { "Retry-After": "5" } },
  );
}

/**
 * 503: too many at once. Nothing was changed; what was sent stands in the page, and its button sends it again. It needs nothing that
 * is busy.
 */
export function busyPage(locale: Locale, request: Request): Promise<Response> {
  const context = pageContext(locale);
  // A form of another site is not sent again from ours.
  const isForm = request.method === "POST" && isFromThisSite(request.headers);
  return respondPersonally(
    <NoticePage context={context} path="" title={context.t("problem.busyTitle")}>
      <p>{context.t(isForm ? "problem.busyForm" : "problem.busy")}</p>
      {isForm && (
        <form method="post" action={new URL(request.url).pathname}>
          {fieldsRead(request).map(([name, value], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a form may send a name twice, and this list never changes.
            <input key={at} type="hidden" name={name} value={value} />
          ))}
          <button type="submit">{context.t("problem.busyAgain")}</button>
        </form>
      )}
    </NoticePage>,
    { status: 503, headers: { "Retry-After": "5" } },
  );
}

/** A form that was refused before anybody looked at its fields. */
export function refusedForm(
  locale: Locale,
  why: "otherSite" | "tooLarge" | "unreadable",
  what: "sign" | "answer" | "objection" | "unsubscribe" | "mine" | "represent" = "sign",
): Promise<Response> {
  const context = pageContext(locale);
  return respondPersonally(
    <NoticePage context={context} path="" title={context.t(`${what}.refusedTitle`)}>
      <p>{context.t(`${what}.${why}`)}</p>
      <HomeLink locale={locale} />
    </NoticePage>,
    { refused: refused[why] },
  );
}

function HomeLink({ locale }: { locale: Locale }) {
  return (
    <p>
      <a href={`/${locale}`}>{pageContext(locale).t("problem.home")}</a>
    </p>
  );
}

function localeOf(request: Request): Locale {
  const first = new URL(request.url).pathname.split("/")[1];
  return isLocale(first) ? first : negotiateLocale(request.headers.get("accept-language"));
}
