import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { everywhere, publicPolicy } from "@/app/_http/security-headers.mjs";
import { type KeptPage, pageStore } from "@/lib/pages/store";

const securityHeaders = Object.fromEntries(
  [...everywhere, publicPolicy].map(({ key, value }) => [key, value]),
);

const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);

type Coding = "br" | "gzip";

const compress: Record<Coding, (bytes: Uint8Array) => Promise<Buffer>> = {
  br: (bytes) => brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: promisify(zlib.gzip) as (bytes: Uint8Array) => Promise<Buffer>,
};

/** The compressed forms of a kept page, made once each and gone with it. */
const compressed = new WeakMap<KeptPage, Partial<Record<Coding, Buffer | "underway">>>();

/**
 * Answers a request for a page that is kept, ahead of Next's router, as a cache in front would: the router spends a
 * millisecond on each request, this a twentieth of one.
 * @returns false where no fresh page is kept under this very address; then the router answers, and keeps it.
 */
export function answerFromStore(request: IncomingMessage, response: ServerResponse, now: Date): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const kept = pageStore().at(request.url ?? "", now);
  if (!kept) return false;
  const { page, headers } = kept;
  if (isKnown(request.headers["if-none-match"], headers.etag)) {
    const { "content-type": _, ...rest } = headers;
    response.writeHead(304, { ...securityHeaders, ...rest }).end();
    return true;
  }
  const coding = preferredCoding(request.headers["accept-encoding"]);
  const body = coding ? compressedForm(page, coding) : page.bytes;
  if (!body) return false;
  response.writeHead(200, {
    ...securityHeaders,
    ...headers,
    ...(coding ? { "Content-Encoding": coding } : {}),
    "Content-Length": body.byteLength,
  });
  response.end(request.method === "HEAD" ? undefined : body);
  return true;
}

/** Weak comparison of validators (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | null | undefined, etag: string | undefined): boolean {
  if (!ifNoneMatch || !etag) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || bare(tag) === bare(etag));
}

/** Brotli where the client takes it, else gzip, else none (RFC 9110, 12.5.3). */
export function preferredCoding(acceptEncoding: string | string[] | undefined): Coding | null {
  const header = String(acceptEncoding ?? "");
  // No browser writes more; nobody else is worth reading on.
  if (header.length > 200) return null;
  const accepted = header
    .toLowerCase()
    .split(",")
    .flatMap((part) => {
      const [name = "", quality = "q=1"] = part.split(";").map((text) => text.trim());
      return Number(quality.replace("q=", "")) > 0 ? [name] : [];
    });
  return (["br", "gzip"] as const).find((coding) => accepted.includes(coding)) ?? null;
}

/** The page compressed, or null while that is still being done. */
function compressedForm(page: KeptPage, coding: Coding): Buffer | null {
  const forms = compressed.get(page) ?? {};
  compressed.set(page, forms);
  const form = forms[coding];
  if (form instanceof Buffer) return form;
  if (form === undefined) {
    forms[coding] = "underway";
    compress[coding](page.bytes).then(
      (bytes) => {
        forms[coding] = bytes;
      },
      () => delete forms[coding],
    );
  }
  return null;
}
