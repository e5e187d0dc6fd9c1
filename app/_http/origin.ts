import { env, siteUrl } from "@/lib/env";

/**
 * Whether a request that changes something was sent by a page of this site (OWASP CSRF cheat sheet, "verifying
 * origin"): its Origin is exactly ours. Hosts named by the request or by a proxy do not count.
 */
export function isFromThisSite(headers: Headers): boolean {
  const origin = headers.get("origin");
  const fetchSite = headers.get("sec-fetch-site");
  if (fetchSite !== null && fetchSite !== "same-origin") return false;
  if (origin === null) return fetchSite === "same-origin";
  return ownOrigins().includes(origin);
}

/** The site's origin; while SITE_URL is not set, every name of this machine's loopback. */
function ownOrigins(): string[] {
  const { SITE_URL, PORT } = env();
  if (SITE_URL) return [new URL(siteUrl()).origin];
  return ["localhost", "127.0.0.1", "[::1]"].map((host) => `http://${host}:${PORT}`);
}
