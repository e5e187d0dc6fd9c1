import { isDisposableEmailDomain } from "disposable-email-domains-js";
import { mailHost, registrable } from "@/lib/evidence/domains";
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

export function isFreeMail(host: string): boolean {
  return freeMailHosts.has(host);
}

/** Whether anyone can have an address there, for good or for ten minutes: a hint, never a block. */
export const mailProvider: Check = async ({ kind, email }) => {
  if (!email) return [];
  const host = mailHost(email);
  if (isDisposableEmailDomain(host) || isDisposableEmailDomain(registrable(host)))
    return [{ code: "disposableMail", weighs: "against", values: { domain: host } }];
  if (isFreeMail(host) && kind === "organisation")
    return [{ code: "freeMail", weighs: "against", values: { domain: host } }];
  return [];
};
