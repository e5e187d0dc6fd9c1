import { parse } from "tldts";
import { isReserved } from "@/lib/evidence/domains";
import type { Check } from "@/lib/evidence/evidence";

/** Places where many have a page: such an address says little about who they are. */
const sharedSites = new Set(
  (
    "facebook.com instagram.com twitter.com x.com linkedin.com youtube.com tiktok.com linktr.ee bit.ly t.co " +
    "tinyurl.com medium.com google.com t.me wikipedia.org"
  ).split(" "),
);

/** Whether a registrable domain is a place where many have a page. */
export function isSharedSite(domain: string): boolean {
  return sharedSites.has(domain);
}

/** Whether a website was given and could be the organisation's own. */
export const website: Check = async ({ website: address }) => {
  if (!address) return [];
  const host = new URL(address).hostname;
  const { domain, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true });
  if (domain && sharedSites.has(domain))
    return [{ code: "websiteShared", weighs: "against", values: { domain } }];
  if (!domain || !(isIcann || isPrivate || isReserved(host)))
    return [{ code: "websiteUnknownEnding", weighs: "against", values: { host } }];
  return [{ code: "websitePlausible", weighs: "for", values: { domain } }];
};
