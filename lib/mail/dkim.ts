import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Env, EnvError, env } from "@/lib/env";

/** How mails are signed (DKIM, RFC 6376). */
export interface DkimKey {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
}

const smallestKey = 1024;

/**
 * The key that mails are signed with, or null where none is set.
 * @throws EnvError where it cannot be read; the key itself is never part of the message.
 */
export function dkimKey(settings: Env = env()): DkimKey | null {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE, DKIM_PRIVATE_KEY } = settings;
  if (!DKIM_DOMAIN || !DKIM_SELECTOR) return null;
  const place = DKIM_KEY_FILE ? "DKIM_KEY_FILE" : "DKIM_PRIVATE_KEY";
  // An environment file holds one line: its \n are line breaks.
  const pem = DKIM_KEY_FILE ? read(DKIM_KEY_FILE) : (DKIM_PRIVATE_KEY ?? "").replaceAll("\\n", "\n");
  const key = parse(pem);
  if (!key)
    throw new EnvError(
      `${place} holds no RSA key of at least ${smallestKey} bits in PEM. See docs/operating.md.`,
    );
  return { domain: DKIM_DOMAIN, selector: DKIM_SELECTOR, privateKey: pem };
}

function read(file: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ file, "utf8");
  } catch {
    throw new EnvError(`DKIM_KEY_FILE=${JSON.stringify(file)} cannot be read. See docs/operating.md.`);
  }
}

function parse(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === "rsa" && bits >= smallestKey ? key : null;
  } catch {
    return null;
  }
}

/** The TXT record that receivers check signatures with: its name, and its text (RFC 6376, 3.6.1). */
export function dkimRecord({ domain, selector, privateKey }: DkimKey): { name: string; text: string } {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
  return { name: `${selector}._domainkey.${domain}`, text: `v=DKIM1; k=rsa; p=${publicKey}` };
}
