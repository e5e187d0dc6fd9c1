import { domainToASCII } from "node:url";

/** Hosts whose mailboxes are the same with and without dots. */
const dotless = new Set(["gmail.com"]);
const otherNames: Record<string, string> = { "googlemail.com": "gmail.com" };

/**
 * One spelling for all addresses that lead to the same mailbox: lower case, the host in ASCII, no plus-tag, no dots where they do
 * not count. For comparing, never for writing to. A text without an @ is only made lower case.
 */
export function canonicalAddress(text: string): string {
  const normal = text.normalize("NFKC").trim().toLowerCase();
  const at = normal.lastIndexOf("@");
  if (at < 0) return normal;
  const host = canonicalHost(normal.slice(at + 1));
  const local = normal.slice(0, at);
  const untagged = local.replace(/(?<=.)\+.*$/, "");
  return `${dotless.has(host) ? untagged.replaceAll(".", "") : untagged}@${host}`;
}

/** One spelling for a mail host: lower case, ASCII, by its first name where it has two. */
export function canonicalHost(text: string): string {
  const lower = text.normalize("NFKC").trim().toLowerCase().replace(/\.$/, "");
  const host = domainToASCII(lower) || lower;
  return otherNames[host] ?? host;
}

/**
 * Addresses that are certainly one mailbox are the same text. That two spellings lead to the same one is likely, and nobody gets a
 * link to what somebody else signed by a likelihood. Hosts are in ASCII already (lib/signatures/schema.ts).
 */
export function sameAddress(email: string): string {
  return email.trim().toLowerCase();
}

/** Of rows, newest first, the id of the newest with each address (`sameAddress`); rows whose address was erased are left out. */
export function newestOfEachAddress(rows: { id: string; email: string | null }[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { id, email } of rows)
    if (email && !newest.has(sameAddress(email))) newest.set(sameAddress(email), id);
  return newest;
}

/** The order of addresses in lists: by code units, the same on every machine. */
export function compareAddresses(a: { email: string }, b: { email: string }): number {
  return a.email < b.email ? -1 : a.email > b.email ? 1 : 0;
}
