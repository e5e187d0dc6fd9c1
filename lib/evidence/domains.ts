import { getDomain } from "tldts";

/**
 * The registrable domain of a host by the public suffix list, private suffixes included: foo.github.io and
 * bar.github.io are two owners. A host without one is itself.
 */
export function registrable(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

/** The host of an address, in lower case. */
export function mailHost(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

/** Names that never lead anywhere (RFC 2606, RFC 6761). */
export function isReserved(host: string): boolean {
  return /(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(com|net|org)$/.test(host);
}
