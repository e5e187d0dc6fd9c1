import type { IncomingMessage, ServerResponse } from "node:http";
import { everywhere, publicPolicy } from "@/app/_http/security-headers.mjs";
import { defaultLocale, isLocale } from "@/lib/i18n/locales";
import { countRefusal } from "@/lib/refusals/counter";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Files are read and nothing else. */
const files = /^\/(?:assets|_next)\/|^\/[^/]+\.[^/]+$/;

/** No page asks for a tenth of them, and Next spends the square of their number: 6,000 of them hold everybody up for a second. */
const mostParameters = 100;

/**
 * Keeps from Next what it has no good answer to. A method that nothing here takes is refused; an address that cannot be one (broken
 * encoding, a NUL, a heap of parameters) becomes one where nothing is, so that whoever mistyped it reads the usual page.
 * @returns whether the request has been answered.
 */
export function refuseOdd(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = "" } = request;
  const url = withoutHost(request.url ?? "");
  const [path = ""] = url.split("?", 1);
  const takesIt = files.test(path) ? method === "GET" || method === "HEAD" : methods.includes(method);
  if (!takesIt) {
    countRefusal("method");
    response.writeHead(405, {
      ...Object.fromEntries([...everywhere, publicPolicy].map(({ key, value }) => [key, value])),
      Allow: "GET, HEAD",
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "private, no-store",
    });
    response.end("This address does not take that kind of request. Nothing was changed.\n");
    return true;
  }
  request.url = isAddress(path, url) ? url : nowhere(path);
  return false;
}

/** The target without the host that it may name (RFC 9112, 3.2.2): Next would lead there. */
function withoutHost(target: string): string {
  return target.startsWith("/")
    ? target
    : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*|^\*$/i, "").replace(/^(?!\/)/, "/");
}

function isAddress(path: string, url: string): boolean {
  if (/%00/.test(url) || url.split("&", mostParameters + 1).length > mostParameters) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Where the catch-all routes say that nothing is there, in the language that the address asks for. */
function nowhere(path: string): string {
  const first = path.split("/", 2)[1];
  if (first === "api") return "/api/-";
  return `/${isLocale(first) ? first : defaultLocale}/-/-`;
}
