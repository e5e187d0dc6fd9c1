import { siteUrl } from "@/lib/env";
import { locales } from "@/lib/i18n/locales";
import { visitMinutes } from "@/lib/signers/visits";
import { parseToken, type RawToken } from "@/lib/tokens/tokens";

const isSecure = () => siteUrl().startsWith("https:");

/** The one cookie that a signer ever gets. */
function visitCookieName(): string {
  return isSecure() ? "__Secure-undersigned-visit" : "undersigned-visit";
}

/** The secret of the visit that a request comes with. */
export function visitSecret(headers: Headers): RawToken | null {
  const prefix = `${visitCookieName()}=`;
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(prefix));
  return parseToken(found?.slice(prefix.length));
}

/**
 * Has the browser keep the secret of a visit, or forget it (null). The cookie goes to the letter's own pages alone: one for each
 * language, for a path begins with that, and everything else is answered from caches that know no cookie.
 */
export function withVisit(answer: Response, slug: string, secret: RawToken | null): Response {
  const life = secret ? visitMinutes * 60 : 0;
  for (const locale of locales) {
    const parts = [
      `${visitCookieName()}=${secret ?? ""}`,
      `Path=/${locale}/${slug}/mine`,
      `Max-Age=${life}`,
      "HttpOnly",
      "SameSite=Strict",
      ...(isSecure() ? ["Secure"] : []),
    ];
    answer.headers.append("Set-Cookie", parts.join("; "));
  }
  return answer;
}
