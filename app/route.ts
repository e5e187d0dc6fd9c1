import { negotiateLocale } from "@/lib/i18n/locales";

/** The front page in the reader's language. */
export function GET(request: Request) {
  const locale = negotiateLocale(request.headers.get("accept-language"));
  return new Response(null, {
    status: 307,
    headers: { Location: `/${locale}`, Vary: "Accept-Language", "Cache-Control": "private, no-store" },
  });
}
