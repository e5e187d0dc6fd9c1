import type { Tx } from "@/lib/db";
import type { SignedHead } from "@/lib/ledger/head";
import { signingKey } from "@/lib/ledger/key";
import type { Leaf } from "@/lib/ledger/leaf";
import { readProof } from "@/lib/ledger/nodes";
import { atOneMoment, type Opening, readHead, sign, toLeaf } from "@/lib/ledger/queries";
import { inclusionSpans } from "@/lib/ledger/tree";
import { readPublished } from "@/lib/register/queries";

/**
 * What somebody signed, and the proof that it stands on the list: for the signer alone, for it may name a representative whom the
 * public does not see. As JSON it is what `register:verify` takes.
 */
export interface Receipt {
  format: "undersigned-receipt-1";
  letter: {
    slug: string;
    title: string;
    publisher: string;
    version: number;
    language: string;
    sha256: string;
  };
  /** Moments as ISO 8601. What was imported was neither confirmed nor decided about here. */
  signed: {
    by: { name: string; role: string | null } | null;
    at: string;
    confirmedAt: string | null;
    decidedAt: string | null;
  };
  entry: Leaf;
  opening: Opening;
  /** Hex hashes that lead from the entry to the root (RFC 9162, 2.1.3). */
  proof: string[];
  head: SignedHead;
  /** Public key of the head's signature: base64 of its SubjectPublicKeyInfo. */
  key: string;
}

/** The receipt of a signature; null where it is not published, or not there. */
export async function readReceipt(signatureId: string): Promise<Receipt | null> {
  return atOneMoment(async (tx) => {
    const logged = await findEntry(tx, signatureId);
    const published = (await readPublished(tx, [signatureId])).get(signatureId);
    const signature = await findSignature(tx, signatureId);
    if (!logged || !published || !signature) return null;
    const head = await readHead(tx, signature.letter.slug);
    if (!head) return null;
    const { salt, ...row } = logged;
    const entry = toLeaf(row);
    const proof = await readProof(tx, signature.letterId, inclusionSpans(entry.index, head.size));
    const { letter, letterVersion: version, representativeName, representativeRole: role } = signature;
    return {
      format: "undersigned-receipt-1",
      letter: {
        slug: letter.slug,
        title: version.title,
        publisher: letter.publisher,
        version: version.number,
        language: version.locale,
        sha256: version.sha256,
      },
      signed: {
        by: representativeName ? { name: representativeName, role } : null,
        at: signature.createdAt.toISOString(),
        confirmedAt: signature.confirmedAt?.toISOString() ?? null,
        decidedAt: signature.decidedAt?.toISOString() ?? null,
      },
      entry,
      opening: { index: entry.index, salt, ...published },
      proof: proof.map((hash) => hash.toString("hex")),
      head: sign(head),
      key: signingKey().publicKey,
    };
  });
}

async function findEntry(tx: Tx, signatureId: string) {
  const [row] = await tx.$queryRaw<
    {
      index: number;
      kind: Leaf["kind"];
      at: Date;
      commitment: string | null;
      of: number | null;
      salt: string;
    }[]
  >`
    SELECT e.index, e.kind, e.at, encode(e.commitment, 'hex') AS commitment, e."of", encode(o.salt, 'hex') AS salt
    FROM ledger_opening o JOIN ledger_entry e ON e.letter_id = o.letter_id AND e.index = o.index
    WHERE o.signature_id = ${signatureId}::uuid`;
  return row ?? null;
}

function findSignature(tx: Tx, id: string) {
  return tx.signature.findUnique({
    where: { id },
    select: {
      letterId: true,
      representativeName: true,
      representativeRole: true,
      createdAt: true,
      confirmedAt: true,
      decidedAt: true,
      letter: { select: { slug: true, publisher: true } },
      letterVersion: { select: { title: true, number: true, locale: true, sha256: true } },
    },
  });
}
