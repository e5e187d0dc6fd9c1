import { addressIndexes } from "@/lib/addresses/blind-index";
import { signatureAddress } from "@/lib/addresses/columns";

/** The secrets of every site and database of the tests. */
export const testSecrets = {
  AUTH_SECRET: "a secret for tests, longer than 32 characters",
  DATA_KEYS: Buffer.from("a key for the tests, of 32 bytes").toString("base64url"),
  SIGNING_KEY: "MC4CAQAwBQYDK2VwBCIEII80ssJtVBTNh2dNju7o3/lPc+92rUfupNqwkP0iZeG3",
};

/** What a statement compares `email_index` with (`= ANY($1::bytea[])`) to find signatures by their address. */
export function indexesOf(address: string): Buffer[] {
  return addressIndexes(address).map((index) => Buffer.from(index));
}

/** Addresses as a statement puts them into `sealed_email`, `email_index` and `email_domain_index`: one array for each. */
export function addressArrays(addresses: string[]): [Buffer[], Buffer[], Buffer[]] {
  const columns = addresses.map((address) => signatureAddress(address));
  return [
    columns.map(({ sealedEmail }) => Buffer.from(sealedEmail)),
    columns.map(({ emailIndex }) => Buffer.from(emailIndex)),
    columns.map(({ emailDomainIndex }) => Buffer.from(emailDomainIndex)),
  ];
}
