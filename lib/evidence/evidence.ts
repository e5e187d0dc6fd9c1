import { askedNames } from "@/lib/evidence/asked-names";
import { authority } from "@/lib/evidence/authority";
import { characters } from "@/lib/evidence/characters";
import { mailBounced } from "@/lib/evidence/mail-bounced";
import { mailConfirmed } from "@/lib/evidence/mail-confirmed";
import { mailDomain } from "@/lib/evidence/mail-domain";
import { mailProvider } from "@/lib/evidence/mail-provider";
import { mailServer } from "@/lib/evidence/mail-server";
import { network } from "@/lib/evidence/network";
import { proof } from "@/lib/evidence/proof";
import { sameDomain } from "@/lib/evidence/same-domain";
import { samePerson } from "@/lib/evidence/same-person";
import { similarNames } from "@/lib/evidence/similar-names";
import { website } from "@/lib/evidence/website";
import type { MailTrouble } from "@/lib/generated/prisma/enums";

/** What the checks read of a signature. */
export interface Subject {
  id: string;
  letterId: string;
  kind: "organisation" | "individual";
  name: string;
  nameAlt: string | null;
  website: string | null;
  email: string | null;
  /** Keyed hash of the network that it came from, where it is known. */
  network: Uint8Array | null;
  /** Whether it came with a proof of work; null where nobody asked for one. */
  isProven: boolean | null;
  createdAt: Date;
  confirmedAt: Date | null;
  /** Why the last mail to its address came back, and when. */
  bounce: MailTrouble | null;
  bouncedAt: Date | null;
}

/** Everything that a check can find; `evidence.<code>` in the message files says it in words. */
export const evidenceCodes = [
  "mailConfirmed",
  "mailNotConfirmed",
  "noMail",
  "mailBounced",
  "domainMatches",
  "domainDiffers",
  "noWebsite",
  "freeMail",
  "disposableMail",
  "websitePlausible",
  "websiteShared",
  "websiteUnknownEnding",
  "mailServerFound",
  "mailServerMissing",
  "mailServerUnchecked",
  "similarName",
  "noSimilarName",
  "askedName",
  "askedNamesUnread",
  "sameDomain",
  "samePerson",
  "otherSpelling",
  "sameNetwork",
  "noProof",
  "mixedScripts",
  "noticeRuns",
  "noticePassed",
  "objected",
  "objectionCleared",
  "checkFailed",
] as const;
export type EvidenceCode = (typeof evidenceCodes)[number];

/** What comparing with signatures of others finds: which of them wait or were refused is for moderators alone, not for who signs beside them. */
export const comparisons: readonly EvidenceCode[] = [
  "similarName",
  "noSimilarName",
  "askedName",
  "askedNamesUnread",
  "sameDomain",
  "otherSpelling",
  "sameNetwork",
];

/**
 * One thing that speaks for or against a signature, with the `values` of its words. `unknown` means that the check
 * could not be made; it never means yes.
 */
export interface Evidence {
  code: EvidenceCode;
  weighs: "for" | "against" | "unknown";
  values: Record<string, string | number | null>;
}

/** A kind of evidence: one file each, and its place in `checks`. */
export type Check = (subject: Subject) => Promise<Evidence[]>;

const checks: Check[] = [
  mailConfirmed,
  mailBounced,
  mailDomain,
  mailProvider,
  website,
  mailServer,
  similarNames,
  askedNames,
  sameDomain,
  samePerson,
  network,
  proof,
  characters,
  authority,
];

/** All evidence about a signature, in a fixed order. */
export async function gatherEvidence(subject: Subject): Promise<Evidence[]> {
  return (await Promise.all(checks.map((check) => check(subject)))).flat();
}
