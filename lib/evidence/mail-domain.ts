import { mailHost, registrable } from "@/lib/evidence/domains";
import type { Check } from "@/lib/evidence/evidence";
import { isFreeMail } from "@/lib/evidence/mail-provider";

/** Whether the address belongs to the website's registrable domain (public suffix list). */
export const mailDomain: Check = async ({ kind, email, website }) => {
  if (!email) return [];
  const host = mailHost(email);
  if (!website) return [{ code: "noWebsite", weighs: "unknown", values: {} }];
  const [mail, site] = [registrable(host), registrable(new URL(website).hostname)];
  if (mail === site) return [{ code: "domainMatches", weighs: "for", values: { domain: site } }];
  // A free-mail address says so itself (mail-provider.ts).
  if (kind === "organisation" && isFreeMail(host)) return [];
  return [
    {
      code: "domainDiffers",
      weighs: kind === "organisation" ? "against" : "unknown",
      values: { mail, site },
    },
  ];
};
