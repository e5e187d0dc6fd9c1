import { createHmac } from "node:crypto";
import { required } from "@/lib/env";

/** Providers that deliver an address with dots to the one without them. */
const dotless = new Set(["gmail.com", "googlemail.com"]);

/** One spelling for all that reach the same mailbox: small letters, no +tag, Gmail's without dots. */
function canonical(email: string): string {
  const [local = "", host = ""] = email.toLowerCase().split("@");
  const [plain = ""] = local.split("+");
  return dotless.has(host) ? `${plain.replaceAll(".", "")}@gmail.com` : `${plain}@${host}`;
}

/** Names a mailbox without saying which: keyed hash (HMAC-SHA-256, 32 bytes) of its one spelling. */
export function addressIndex(email: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    createHmac("sha256", required("AUTH_SECRET"))
      .update(`address\n${canonical(email)}`)
      .digest(),
  );
}

/** The same under every key that an index may have been made with; the first is the one to write. */
export function addressIndexes(email: string): [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]] {
  return [addressIndex(email)];
}
