import { createHash, randomBytes } from "node:crypto";

/** A link's secret as it stands in a mail: 256 random bits, base64url, 43 characters. Never stored, never logged. */
export type RawToken = string & { readonly __brand: "RawToken" };

/** What the database holds of a token: SHA-256 of its text, 32 bytes. */
export type TokenHash = Uint8Array<ArrayBuffer> & { readonly __brand: "TokenHash" };

export function makeToken(): RawToken {
  return randomBytes(32).toString("base64url") as RawToken;
}

/** Parses a token from a link; anything else than 43 base64url characters is null. */
export function parseToken(text: unknown): RawToken | null {
  return typeof text === "string" && /^[A-Za-z0-9_-]{43}$/.test(text) ? (text as RawToken) : null;
}

export function hashToken(token: RawToken): TokenHash {
  return new Uint8Array(createHash("sha256").update(token).digest()) as TokenHash;
}
