import { createHmac } from "node:crypto";
import { type DataKey, type Keyring, keyring } from "@/lib/addresses/keys";
import { canonicalAddress, canonicalHost } from "@/lib/addresses/spelling";

/**
 * Blind indexes: keyed hashes (HMAC-SHA-256, 32 bytes) by which rows are found without being opened. What is written is made with
 * the first of DATA_KEYS; a look-up compares with all of them, so that it also works while the keys are changed.
 */
type Bytes = Uint8Array<ArrayBuffer>;

function mac(key: Uint8Array, text: string | Uint8Array): Bytes {
  return new Uint8Array(createHmac("sha256", key).update(text).digest());
}

function underEach(ring: Keyring, make: (key: DataKey) => Bytes): [Bytes, ...Bytes[]] {
  const [first, ...others] = ring;
  return [make(first), ...others.map(make)];
}

/** Indexes of a mailbox, however its address is spelled, under every key; the first is the one to write. */
export function addressIndexes(text: string, ring: Keyring = keyring()): [Bytes, ...Bytes[]] {
  const canonical = canonicalAddress(text);
  return underEach(ring, ({ person }) => mac(person, canonical));
}

/** The index of a mailbox, as it is written. */
export function addressIndex(text: string, [key]: Keyring = keyring()): Bytes {
  return mac(key.person, canonicalAddress(text));
}

/**
 * The indexes under every key of that address of some whose index this is under one of them; null where it is none's. While the keys are
 * changed, rows about one mailbox have one or the other.
 */
export function indexesOfSame(index: Uint8Array, addresses: string[]): [Bytes, ...Bytes[]] | null {
  const isIt = (one: Bytes) => Buffer.compare(one, index) === 0;
  return addresses.map((address) => addressIndexes(address)).find((each) => each.some(isIt)) ?? null;
}

/** Indexes of a mail host under every key. */
export function domainIndexes(host: string, ring: Keyring = keyring()): [Bytes, ...Bytes[]] {
  const canonical = canonicalHost(host);
  return underEach(ring, ({ domain }) => mac(domain, canonical));
}

/** The index of a mail host, as it is written. */
export function domainIndex(host: string, [key]: Keyring = keyring()): Bytes {
  return mac(key.domain, canonicalHost(host));
}

/** The address of an account, as it is compared: letter by letter, but for case. */
function accountSpelling(text: string): string {
  return text.trim().toLowerCase();
}

/**
 * Indexes of an account's address under every key. Not of the mailbox: that two spellings are one mailbox is likely, not certain,
 * and nobody may become a moderator by a likelihood.
 */
export function accountIndexes(text: string, ring: Keyring = keyring()): [Bytes, ...Bytes[]] {
  return underEach(ring, ({ account }) => mac(account, accountSpelling(text)));
}

/** The index of an account's address, as it is written. */
export function accountIndex(text: string, [key]: Keyring = keyring()): Bytes {
  return mac(key.account, accountSpelling(text));
}

/** Names a form by the SHA-256 of what it said: keyed, for whoever knew all but the address could try addresses. */
export function formMark(sha256: Uint8Array, [key]: Keyring = keyring()): Bytes {
  return mac(key.form, sha256);
}
