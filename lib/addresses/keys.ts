import { hkdfSync } from "node:crypto";
import { required } from "@/lib/env";

/** One key of DATA_KEYS, with what is derived from it (HKDF, RFC 5869): a key for each use, so that none meets another. */
export interface DataKey {
  /** Names the key in what it sealed: four bytes that tell nothing about it. */
  id: Buffer;
  seal: Uint8Array;
  /** For the index of people: one mailbox, however it is spelled. */
  person: Uint8Array;
  /** For the index of accounts: one spelling. */
  account: Uint8Array;
  domain: Uint8Array;
  form: Uint8Array;
}

/** The keys of DATA_KEYS in order: the first seals, all open. */
export type Keyring = readonly [DataKey, ...DataKey[]];

const made = new Map<string, Keyring>();

/** The keys of this process, derived once. */
export function keyring(setting: string = required("DATA_KEYS")): Keyring {
  const known = made.get(setting);
  if (known) return known;
  const [first, ...others] = setting
    .split(",")
    .map((key) => deriveFrom(Buffer.from(key.trim(), "base64url")));
  if (!first) throw new Error("there is no key in DATA_KEYS");
  const ring: Keyring = [first, ...others];
  made.set(setting, ring);
  return ring;
}

function deriveFrom(secret: Buffer): DataKey {
  const derive = (use: string, bytes = 32) =>
    new Uint8Array(hkdfSync("sha256", secret, "", `undersigned data ${use} v1`, bytes));
  return {
    id: Buffer.from(derive("key id", 4)),
    seal: derive("seal"),
    person: derive("person index"),
    account: derive("account index"),
    domain: derive("domain index"),
    form: derive("form"),
  };
}
