import { accountIndex, accountIndexes, addressIndex, domainIndex } from "@/lib/addresses/blind-index";
import { type Keyring, keyring } from "@/lib/addresses/keys";
import { sealAddress } from "@/lib/addresses/seal";

/** What the columns of a signature hold of its address. */
export function signatureAddress(email: string, ring: Keyring = keyring()) {
  return {
    sealedEmail: sealAddress(email, "signature.email", ring),
    emailIndex: addressIndex(email, ring),
    emailDomainIndex: domainIndex(email.slice(email.lastIndexOf("@") + 1), ring),
  };
}

/** The same for whoever is asked to take a signature over. */
export function handoverAddress(email: string, ring: Keyring = keyring()) {
  return { sealedEmail: sealAddress(email, "handover.email", ring), emailIndex: addressIndex(email, ring) };
}

/** The same for a moderator. */
export function moderatorAddress(email: string, ring: Keyring = keyring()) {
  return {
    sealedEmail: sealAddress(email, "moderator.email", ring),
    emailIndex: accountIndex(email, ring),
  };
}

/** The same for an invitation. */
export function invitationAddress(email: string, ring: Keyring = keyring()) {
  return {
    sealedEmail: sealAddress(email, "invitation.email", ring),
    emailIndex: accountIndex(email, ring),
  };
}

/** Moderators and invitations with an address, as a condition of a query. */
export function withAddress(email: string) {
  return { emailIndex: { in: accountIndexes(email) } };
}
