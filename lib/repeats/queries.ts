import { addressIndexes } from "@/lib/addresses/blind-index";
import { sameAddress } from "@/lib/addresses/spelling";
import { type Tx, transaction } from "@/lib/db";
import { mailHost, registrable } from "@/lib/evidence/domains";
import { isFreeMail } from "@/lib/evidence/mail-provider";
import { isSameName, nameKeys } from "@/lib/evidence/name-keys";
import { isSharedSite } from "@/lib/evidence/website";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { findAlike, type Listed } from "@/lib/register/queries";

/** Where a signature stands that was signed already: confirmed, and its life not over. */
export const standing: SignatureStatus[] = ["pending", "published"];

/** What of a signature says which organisation it is for. */
export interface Organisation {
  letterId: string;
  kind: "organisation" | "individual";
  name: string;
  nameAlt: string | null;
  website: string | null;
  email: string | null;
}

/** Names on the list that may be the same organisation. */
export interface Namesakes {
  /** What is the same: the name, or only the website's domain, which is also the one that the signer writes from. */
  by: "name" | "website";
  listed: Listed[];
}

const shown = 3;

/**
 * Published organisations with the same name, or else with the same domain of their own; null where there is none, and for
 * individuals. It reads what everybody can read, and tells nothing of signatures that wait or have ended. What was signed from the very
 * same address is left out: its mail to confirm names it, and whoever signed it is who asks.
 */
export async function findNamesakes(tx: Tx, subject: Organisation): Promise<Namesakes | null> {
  if (subject.kind !== "organisation") return null;
  const keys = nameKeys(subject.name, subject.nameAlt);
  const domain = ownDomain(subject);
  const { letterId, email } = subject;
  const alike = await withoutOwn(
    tx,
    await findAlike(tx, { letterId, names: keys.map(partsOf), domain }),
    email,
  );
  const named = alike.filter(({ signatory }) =>
    nameKeys(signatory.name, signatory.nameAlt).some((other) => keys.some((key) => isSameName(key, other))),
  );
  if (named.length > 0) return { by: "name", listed: named.slice(0, shown) };
  const sited = alike.filter(({ signatory }) => domain !== null && siteDomain(signatory.website) === domain);
  return sited.length > 0 ? { by: "website", listed: sited.slice(0, shown) } : null;
}

/** Names of the list but for those signed from an address itself; another spelling of it is somebody else (ADR 025). */
async function withoutOwn(tx: Tx, alike: Listed[], email: string | null): Promise<Listed[]> {
  if (email === null || alike.length === 0) return alike;
  const rows = await tx.signature.findMany({
    where: { id: { in: alike.map(({ id }) => id) }, emailIndex: { in: addressIndexes(email) } },
    select: { id: true, sealedEmail: true, email: true },
  });
  const own = rows.filter((row) => row.email !== null && sameAddress(row.email) === sameAddress(email));
  return alike.filter(({ id }) => own.every((row) => row.id !== id));
}

/**
 * What a name contains whose key this is, however it is written: of each longer word the middle, for a key has lost its apostrophes
 * (lenfance, childrens). What has them all is then compared as names are.
 */
function partsOf(key: string): string[] {
  const middles = key.split(" ").flatMap((word) => {
    const letters = [...word];
    if (letters.length < 3) return [];
    return letters.slice(letters.length > 3 ? 1 : 0, letters.length > 4 ? -1 : undefined).join("");
  });
  return middles.sort((a, b) => b.length - a.length).slice(0, 8);
}

/** The same, for a page. */
export function readNamesakes(subject: Organisation): Promise<Namesakes | null> {
  return transaction((tx) => findNamesakes(tx, subject));
}

/** The domain of an organisation's website where its signer writes from it: what anybody can have an address or a page at is nobody's own. */
function ownDomain({ email, website }: Organisation): string | null {
  const site = siteDomain(website);
  if (!email || !site || isFreeMail(mailHost(email)) || isFreeMail(site) || isSharedSite(site)) return null;
  return registrable(mailHost(email)) === site ? site : null;
}

function siteDomain(website: string | null): string | null {
  return website && URL.canParse(website) ? registrable(new URL(website).hostname) : null;
}
