import { mailConfirmed } from "@/lib/evidence/mail-confirmed";
import { mailDomain } from "@/lib/evidence/mail-domain";
import { sameOrganisation } from "@/lib/evidence/same-organisation";
import { similarNames } from "@/lib/evidence/similar-names";

/** What the checks read of a signature. */
export interface Subject {
  id: string;
  letterId: string;
  kind: "organisation" | "individual";
  name: string;
  nameAlt: string | null;
  website: string | null;
  email: string | null;
  confirmedAt: Date | null;
}

/**
 * One thing that speaks for or against a signature: `evidence.<code>` in the message files says it in words, with
 * `values`. `unknown` means that the check could not be made; it never means yes.
 */
export interface Evidence {
  code: EvidenceCode;
  weighs: "for" | "against" | "unknown";
  values: Record<string, string | number>;
}

export type EvidenceCode =
  | "mailConfirmed"
  | "mailNotConfirmed"
  | "noMail"
  | "domainMatches"
  | "domainDiffers"
  | "freeMail"
  | "noWebsite"
  | "similarName"
  | "noSimilarName"
  | "sameName";

/** A kind of evidence: one file each. */
export type Check = (subject: Subject) => Promise<Evidence[]>;

const checks: Check[] = [mailConfirmed, mailDomain, similarNames, sameOrganisation];

/** All evidence about a signature, in a fixed order. */
export async function gatherEvidence(subject: Subject): Promise<Evidence[]> {
  return (await Promise.all(checks.map((check) => check(subject)))).flat();
}
