import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { required } from "@/lib/env";
import { publicKeyText } from "@/lib/ledger/head";

interface SigningKey {
  privateKey: KeyObject;
  /** What a signature can be checked with, as `publicKeyText` spells it. */
  publicKey: string;
}

let kept: { text: string; key: SigningKey } | undefined;

/** The key that this site signs its logs with (SIGNING_KEY, which lib/env.ts has checked). */
export function signingKey(): SigningKey {
  const text = required("SIGNING_KEY");
  if (kept?.text !== text) {
    const privateKey = createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
    kept = { text, key: { privateKey, publicKey: publicKeyText(createPublicKey(privateKey)) } };
  }
  return kept.key;
}

/** The public key as PEM, which openssl reads. */
export function publicKeyPem(): string {
  return createPublicKey(signingKey().privateKey).export({ format: "pem", type: "spki" }).toString();
}
