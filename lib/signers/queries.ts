import { db } from "@/lib/db";
import type { Aside, SignatureStatus } from "@/lib/generated/prisma/enums";
import { type Receipt, readReceipt } from "@/lib/ledger/receipt";
import { newsIsOn } from "@/lib/news/unsubscribe";

/** A signature as its own page shows it. */
export interface OwnSignature {
  id: string;
  status: SignatureStatus;
  aside: Aside | null;
  kind: "organisation" | "individual";
  name: string;
  nameLang: string | null;
  nameAlt: string | null;
  country: string | null;
  website: string | null;
  representativeName: string | null;
  representativeRole: string | null;
  showRepresentative: boolean;
  email: string | null;
  createdAt: Date;
  confirmedAt: Date | null;
  decidedAt: Date | null;
  endedAt: Date | null;
  /** The exact text that was signed. */
  version: { number: number; locale: string; sha256: string };
  /** What the moderators wrote about the decision that holds. */
  reason: string | null;
  /** Where the name stands on the list: what was signed, and the proof. */
  receipt: Receipt | null;
  /** Whether news comes to its mailbox. */
  hasNews: boolean;
}

/** What a signer's own page shows of a signature; null where it is gone. */
export async function readOwnSignature(id: string): Promise<OwnSignature | null> {
  const row = await db().signature.findUnique({
    where: { id },
    select: {
      id: true,
      letterId: true,
      status: true,
      aside: true,
      kind: true,
      name: true,
      nameLang: true,
      nameAlt: true,
      country: true,
      website: true,
      representativeName: true,
      representativeRole: true,
      showRepresentative: true,
      email: true,
      createdAt: true,
      confirmedAt: true,
      decidedAt: true,
      endedAt: true,
      letterVersion: { select: { number: true, locale: true, sha256: true } },
      decisions: {
        where: { undoneAt: null },
        orderBy: { number: "desc" },
        take: 1,
        select: { reason: true },
      },
    },
  });
  if (!row) return null;
  const { letterVersion: version, letterId, decisions, ...signature } = row;
  const isRefused = signature.status === "rejected" || signature.status === "removed";
  return {
    ...signature,
    version,
    reason: isRefused ? (decisions[0]?.reason ?? null) : null,
    receipt: signature.status === "published" ? await readReceipt(id) : null,
    hasNews: await newsIsOn({ letterId, signatureId: id }),
  };
}
