import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { required } from "@/lib/env";

/** Whom and what a sealed secret belongs to: sealed for one, it opens for no other. */
export interface SealPurpose {
  purpose: "totp";
  moderatorId: string;
}

const ivBytes = 12;
const tagBytes = 16;

/** Encrypts a secret that must be read again (AES-256-GCM, NIST SP 800-38D): nonce, tag, ciphertext. */
export function seal(secret: Uint8Array, belongs: SealPurpose): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyFor(belongs), iv).setAAD(aadOf(belongs));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), sealed]));
}

/** Opens what `seal` made. Null where it was made with another AUTH_SECRET, for somebody else, or was changed. */
export function unseal(sealed: Uint8Array, belongs: SealPurpose): Uint8Array<ArrayBuffer> | null {
  if (sealed.length < ivBytes + tagBytes) return null;
  const iv = sealed.subarray(0, ivBytes);
  const decipher = createDecipheriv("aes-256-gcm", keyFor(belongs), iv, { authTagLength: tagBytes })
    .setAAD(aadOf(belongs))
    .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  try {
    const opened = [decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()];
    return new Uint8Array(Buffer.concat(opened));
  } catch {
    return null;
  }
}

/** A key of its own for each purpose (HKDF, RFC 5869), so that none of AUTH_SECRET's other uses meets it. */
function keyFor({ purpose }: SealPurpose): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", required("AUTH_SECRET"), "", `undersigned ${purpose} v1`, 32));
}

function aadOf({ purpose, moderatorId }: SealPurpose): Buffer {
  return Buffer.from(`${purpose} ${moderatorId}`);
}
