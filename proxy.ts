import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { formLimit } from "@/app/_http/forms";
import { tooLarge } from "@/app/admin/tooLarge";
import { countRefusal } from "@/lib/refusals/counter";

/** The desk is an app with inline scripts of Next's: each request gets a nonce, and nothing else may run. */
export function proxy(request: NextRequest): NextResponse {
  if (Number(request.headers.get("content-length") ?? 0) > formLimit) return refuseLarge(request);
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  headers.set("x-nonce", nonce);
  // A page does not know its own address; app/admin/_session.ts wants to.
  headers.set("x-path", request.nextUrl.pathname);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("Cache-Control", "private, no-store");
  return response;
}

/** By itself Next would answer a form that it does not read with a bare 500. */
function refuseLarge(request: NextRequest): NextResponse {
  countRefusal("too_large");
  const headers = { "Cache-Control": "private, no-store" };
  // Next's script takes a text of exactly this type for the error's message (app/admin/error.tsx).
  if (request.headers.has("next-action"))
    return new NextResponse(tooLarge, { status: 413, headers: { ...headers, "Content-Type": "text/plain" } });
  return NextResponse.redirect(new URL("/admin/too-large", request.nextUrl), { status: 303, headers });
}

export const config = { matcher: ["/admin", "/admin/:path*"] };
