import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type Keyring, keyring } from "@/lib/addresses/keys";

/** Where a sealed text stands, as table and column: sealed for one place, it opens in no other. */
export type Place =
  | "signature.email"
  | "moderator.email"
  | "invitation.email"
  | "authority_notice.email"
  | "handover.email"
  | "inbox_mail.sealed"
  | "job.sign_in";

type Bytes = Uint8Array<ArrayBuffer>;

const version = 1;
const idBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + idBytes + nonceBytes + tagBytes;

/**
 * Encrypts a text that must be read again under the first of DATA_KEYS (AES-256-GCM, NIST SP 800-38D): version, key id, random
 * nonce, tag, ciphertext.
 */
export function sealText(text: string, place: Place, ring: Keyring = keyring()): Bytes {
  const [key] = ring;
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key.seal, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), key.id, nonce, cipher.getAuthTag(), sealed]));
}

/**
 * Opens what `sealText` made.
 * @throws Error where its key is not in DATA_KEYS, or where it was changed or comes from another place. It names no content.
 */
export function openText(sealed: Uint8Array, place: Place, ring: Keyring = keyring()): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < headBytes || bytes[0] !== version) throw new Error(`what ${place} holds is not sealed`);
  const key = ring.find(({ id }) => id.equals(keyIdOf(bytes)));
  if (!key)
    throw new Error(
      `${place} is sealed with the key ${keyIdOf(bytes).toString("hex")}, which is not in DATA_KEYS`,
    );
  const nonce = bytes.subarray(1 + idBytes, 1 + idBytes + nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key.seal, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(headBytes - tagBytes, headBytes));
  try {
    return decipher.update(bytes.subarray(headBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new Error(`what ${place} holds was changed, or was sealed for another place`);
  }
}

/** Whether it was sealed with the first of DATA_KEYS. */
export function isSealedWithFirst(sealed: Uint8Array, [key]: Keyring = keyring()): boolean {
  return key.id.equals(keyIdOf(sealed));
}

function keyIdOf(sealed: Uint8Array): Buffer {
  return Buffer.from(sealed.subarray(1, 1 + idBytes));
}

type AddressPlace = Extract<Place, `${string}.email`>;

/** Seals an address as its column holds it. */
export function sealAddress(text: string, place: AddressPlace, ring?: Keyring): Bytes {
  return sealText(text, place, ring);
}

/** The address that a column holds; null where it holds none. */
export function openAddress(sealed: Uint8Array, place: AddressPlace, ring?: Keyring): string;
export function openAddress(sealed: Uint8Array | null, place: AddressPlace, ring?: Keyring): string | null;
export function openAddress(sealed: Uint8Array | null, place: AddressPlace, ring?: Keyring): string | null {
  return sealed && openText(sealed, place, ring);
}

/** Seals an address for a job's payload, which is JSON. */
export function sealForJob(text: string, ring?: Keyring): string {
  return Buffer.from(sealText(text, "job.sign_in", ring)).toString("base64url");
}

export function openFromJob(sealed: string, ring?: Keyring): string {
  return openText(Buffer.from(sealed, "base64url"), "job.sign_in", ring);
}

/** A row of plain SQL whose moderator's address has yet to be opened. */
export type Sealed<T extends { moderatorEmail: string | null }> = Omit<T, "moderatorEmail"> & {
  moderatorEmail: Uint8Array | null;
};

export function withModeratorEmail<T extends { moderatorEmail: Uint8Array | null }>(row: T) {
  return { ...row, moderatorEmail: openAddress(row.moderatorEmail, "moderator.email") };
}
