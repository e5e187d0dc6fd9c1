import { getDomain } from "tldts";
import { mailHost, registrable } from "@/lib/evidence/domains";
import { isFreeMail } from "@/lib/evidence/mail-provider";
import { isSharedSite } from "@/lib/evidence/website";

/**
 * The organisation's own domain: the registrable domain of its website. Null where there is none: no website, one at a place where
 * anyone can have one, or a provider of mail for everybody.
 */
export function ownDomain(website: string | null): string | null {
  if (!website) return null;
  const domain = getDomain(new URL(website).hostname, { allowPrivateDomains: true });
  return domain && !isSharedSite(domain) && !isFreeMail(domain) ? domain : null;
}

/** Whether an address is outside the organisation's own domain, as far as is known: one without address or domain counts as outside. */
export function isForeignMail(email: string | null, website: string | null): boolean {
  const domain = ownDomain(website);
  return !email || !domain || registrable(mailHost(email)) !== domain;
}

/**
 * An address at the organisation's own domain or below it: `info` becomes `info@domain`. Null where it is elsewhere, or no address.
 * Only ASCII local parts (RFC 5321 dot-string).
 */
export function addressAt(domain: string, text: string): string | null {
  const whole = text.includes("@") ? text : `${text}@${domain}`;
  const match = /^([a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@([a-z0-9.-]+)$/i.exec(
    whole.trim(),
  );
  const [local = "", host = ""] = [match?.[1], match?.[2]?.toLowerCase()];
  const isBelow = host === domain || host.endsWith(`.${domain}`);
  const isHost = host.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  const isOwn = isBelow && isHost && registrable(host) === domain;
  return isOwn && local.length <= 64 && host.length <= 253 ? `${local}@${host}` : null;
}

/** Whether an address is at the own domain that a website stands for. */
export function isAtOwn(address: string, website: string | null): boolean {
  return registrable(mailHost(address)) === ownDomain(website);
}

/** Whether two addresses lead to one mailbox: case and what comes after a plus do not count. */
export function isSameMailbox(one: string, other: string): boolean {
  const mailbox = (address: string) => `${localOf(address).split("+")[0]}@${mailHost(address)}`;
  return mailbox(one) === mailbox(other);
}

function localOf(address: string): string {
  return address.slice(0, address.lastIndexOf("@")).toLowerCase();
}
