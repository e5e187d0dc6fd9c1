import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** The log of a letter at one moment, in one hash. */
export interface LogHead {
  /** The letter's slug. */
  letter: string;
  /** How many entries. */
  size: number;
  /** Hex hash of the tree over them. */
  root: string;
  /** When the last of them was added, ISO 8601; for an empty log, when the letter was. */
  at: string;
}

export interface SignedHead extends LogHead {
  /** Ed25519 (RFC 8032) over `headText`, base64. */
  signature: string;
}

/** What is signed: five lines. */
export function headText({ letter, size, root, at }: LogHead): string {
  return `undersigned log head v1\n${letter}\n${size}\n${root}\n${at}\n`;
}

export function signHead(head: LogHead, key: KeyObject): SignedHead {
  return { ...head, signature: sign(null, Buffer.from(headText(head)), key).toString("base64") };
}

export function isSignedBy(head: SignedHead, key: KeyObject): boolean {
  return verify(null, Buffer.from(headText(head)), key, Buffer.from(head.signature, "base64"));
}

/** A public key on one line: base64 of its SubjectPublicKeyInfo (RFC 8410). */
export function publicKeyText(key: KeyObject): string {
  return key.export({ format: "der", type: "spki" }).toString("base64");
}

/** A public key as `publicKeyText` or PEM spells it; null where it is none of Ed25519. */
export function readPublicKey(text: string): KeyObject | null {
  const base64 = text.replace(/-----[A-Z ]+-----|\s/g, "");
  try {
    const key = createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}
