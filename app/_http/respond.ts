import type { ReactElement } from "react";
import { isKnown } from "@/app/_http/front";
import { type Refused, statusOf } from "@/app/_http/refused";
import { etagOf, type KeptPage, pageStore } from "@/lib/pages/store";

/**
 * Public and the same for everybody: any cache may keep it. A shared cache serves it for a second, then one second
 * more while it asks again (RFC 5861), so that no copy is ever older than a decision by more than two seconds; when
 * the site is down it may serve the old copy for a day. A browser asks each time and mostly gets 304.
 */
const sharedCaching = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400";
const noCaching = "private, no-store";

/** A document from a component. react-dom/server is imported when needed: Next refuses a static import of it. */
export async function renderDocument(element: ReactElement): Promise<string> {
  const { renderToStaticMarkup } = await import("react-dom/server");
  return `<!doctype html>${renderToStaticMarkup(element)}`;
}

export interface PersonalPage {
  /** Where the request is refused; that is counted (lib/refusals). */
  refused?: Refused;
  /** Where we fail. */
  status?: 503;
  headers?: Record<string, string>;
}

/** An answer to one reader alone: a form with errors, a confirmation. No cache keeps it. A refusal is made here and nowhere else. */
export async function respondPersonally(
  element: ReactElement,
  options: PersonalPage = {},
): Promise<Response> {
  return new Response(await renderDocument(element), {
    status: options.refused ? statusOf(options.refused) : (options.status ?? 200),
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": noCaching, ...options.headers },
  });
}

/**
 * A kept page, or 304 when the client has it already. From now on the front answers this address with it, until the
 * page is forgotten.
 */
export function respondKept(request: Request, page: KeptPage, cacheControl = sharedCaching): Response {
  const headers = {
    "cache-control": cacheControl,
    etag: etagOf(page),
    vary: "Accept-Encoding",
    "content-type": page.contentType,
  };
  const { pathname, search } = new URL(request.url);
  pageStore().answers(pathname + search, page, headers);
  const isUnchanged = isKnown(request.headers.get("if-none-match"), headers.etag);
  const { "content-type": _, ...unchanged } = headers;
  return isUnchanged
    ? new Response(null, { status: 304, headers: unchanged })
    : new Response(page.bytes, { headers });
}

/** A file of JSON for one reader alone, to keep. */
export function respondWithFile(content: object, name: string): Response {
  return new Response(JSON.stringify(content, null, 2), {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": noCaching,
    },
  });
}

/** After a POST: a page to GET, so that reloading sends nothing twice. Relative, so that any host name works. */
export function seeOther(path: string, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    status: 303,
    headers: { Location: path, "Cache-Control": noCaching, ...headers },
  });
}
