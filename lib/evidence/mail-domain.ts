import { getDomain } from "tldts";
import type { Check } from "@/lib/evidence/evidence";

/** Mail hosts that anyone can have an address at: a hint about an organisation, never a block. */
const freeMailHosts = new Set([
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "msn.com",
  "yahoo.com",
  "yahoo.de",
  "yahoo.fr",
  "ymail.com",
  "aol.com",
  "icloud.com",
  "me.com",
  "gmx.de",
  "gmx.net",
  "gmx.at",
  "gmx.ch",
  "gmx.com",
  "web.de",
  "t-online.de",
  "freenet.de",
  "mail.com",
  "proton.me",
  "protonmail.com",
  "tutanota.com",
  "tuta.com",
  "posteo.de",
  "orange.fr",
  "wanadoo.fr",
  "free.fr",
  "laposte.net",
  "libero.it",
  "virgilio.it",
  "seznam.cz",
  "wp.pl",
  "o2.pl",
  "onet.pl",
  "interia.pl",
  "mail.ru",
  "yandex.ru",
  "abv.bg",
  "citromail.hu",
  "freemail.hu",
  "freemail.gr",
  "freemail.example",
]);

/** Whether the address belongs to the website's registrable domain (public suffix list). */
export const mailDomain: Check = async ({ kind, email, website }) => {
  if (!email) return [];
  const mailHost = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  if (kind === "organisation" && freeMailHosts.has(mailHost)) {
    return [{ code: "freeMail", weighs: "against", values: { domain: mailHost } }];
  }
  if (!website) return [{ code: "noWebsite", weighs: "unknown", values: {} }];
  const mail = registrable(mailHost);
  const site = registrable(new URL(website).hostname);
  return mail === site
    ? [{ code: "domainMatches", weighs: "for", values: { domain: site } }]
    : [
        {
          code: "domainDiffers",
          weighs: kind === "organisation" ? "against" : "unknown",
          values: { mail, site },
        },
      ];
};

function registrable(host: string): string {
  // Private suffixes count: foo.github.io and bar.github.io are two owners.
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}
