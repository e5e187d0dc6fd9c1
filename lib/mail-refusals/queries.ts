import { addressIndexes, indexesOfSame } from "@/lib/addresses/blind-index";
import { openAddress } from "@/lib/addresses/seal";
import { db } from "@/lib/db";
import { isOpen } from "@/lib/handovers/closing";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken, type TokenHash } from "@/lib/tokens/tokens";

/**
 * Whether the reader of an address wants no mail to confirm signatures of a letter. An owner who was asked to lets such mail through
 * again: the address stands on the letter's allow list then (lib/protection).
 */
export async function wantsNoMail(email: string, letterId: string): Promise<boolean> {
  const indexes = addressIndexes(email);
  const [row] = await db().$queryRaw<{ is: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM mail_refusal
      WHERE address_index = ANY(${indexes}::bytea[]) AND (letter_id = ${letterId}::uuid OR is_everywhere)
    ) AND NOT EXISTS (
      SELECT 1 FROM gate
      WHERE letter_id = ${letterId}::uuid AND kind = 'address' AND effect = 'allow' AND address_index = ANY(${indexes}::bytea[])
        AND (expires_at IS NULL OR expires_at > now())
    ) AS "is"`;
  return row?.is ?? false;
}

/**
 * Whether mail about what was signed from an address does not go there. Whoever once confirmed a signature of the letter gets it: they
 * said "this was not me" of another that somebody else gave with their address, and still look after their own.
 */
export async function wantsNoMailOfOwn(email: string, letterId: string): Promise<boolean> {
  if (!(await wantsNoMail(email, letterId))) return false;
  const confirmed = { emailIndex: { in: addressIndexes(email) }, letterId, confirmedAt: { not: null } };
  return (await db().signature.findFirst({ where: confirmed, select: { id: true } })) === null;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Why a link of "this was not me" does nothing. */
export type NotMeRefusal = "malformed" | "unknown" | "expired";

/** What such a link is about. */
export interface NotMeLink {
  hash: TokenHash;
  letterId: string;
  /** The signature for which the address was written to; none once that was discarded. */
  signatureId: string | null;
  /** The address's indexes under every key, the one to write first; only the link's own where nothing holds the address any more. */
  indexes: [Bytes, ...Bytes[]];
  /** It was pressed, and can be taken back. */
  isRefused: boolean;
}

/** What the page behind such a link says. */
export interface NotMeOffer extends Pick<NotMeLink, "isRefused"> {
  /** Its address was named to take a signature over, and nobody signs with it. */
  isNamed: boolean;
}

/** After it was pressed a link works for a day more, for taking it back. */
const dayMs = 24 * 3600_000;

/** What of a signature says which addresses its mails of this kind went to. */
export const withAddresses = {
  sealedEmail: true,
  email: true,
  handovers: { where: isOpen, select: { sealedEmail: true } },
} as const;

/** The addresses that such a link can be about: the signer's, and of whoever was named to take over. */
export function addressesAbout(
  signature: { email: string | null; handovers: { sealedEmail: Uint8Array | null }[] } | null,
): string[] {
  if (!signature) return [];
  const named = signature.handovers.map(({ sealedEmail }) => openAddress(sealedEmail, "handover.email"));
  return [signature.email, ...named].filter((address) => address !== null);
}

/** Looks a link up. Looking changes nothing; a link of another letter is unknown here. */
export async function findNotMe(
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<NotMeLink, NotMeRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const hash = hashToken(token);
  const row = await db().token.findFirst({
    where: { hash, purpose: "not_me", letter: { slug } },
    select: {
      letterId: true,
      addressIndex: true,
      usedAt: true,
      expiresAt: true,
      signature: { select: { id: true, ...withAddresses } },
    },
  });
  if (!row?.letterId || !row.addressIndex) return fail("unknown");
  const { letterId, addressIndex, usedAt, signature } = row;
  const until = usedAt ? new Date(usedAt.getTime() + dayMs) : row.expiresAt;
  if (until <= now) return fail("expired");
  const indexes = indexesOfSame(addressIndex, addressesAbout(signature)) ?? ([addressIndex] as [Bytes]);
  return ok({ hash, letterId, signatureId: signature?.id ?? null, indexes, isRefused: usedAt !== null });
}

/** What the page behind a link shows. */
export async function readNotMe(
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<NotMeOffer, NotMeRefusal>> {
  const link = await findNotMe(slug, text, now);
  if (!link.ok) return link;
  const { letterId, indexes, isRefused } = link.value;
  return ok({ isRefused, isNamed: await wasNamed(letterId, indexes) });
}

async function wasNamed(letterId: string, indexes: Bytes[]): Promise<boolean> {
  const emailIndex = { in: indexes };
  const at = { emailIndex, letterId, status: "unconfirmed" } as const;
  if ((await db().signature.count({ where: at })) > 0) return false;
  return (await db().handover.count({ where: { emailIndex, signature: { letterId }, ...isOpen } })) > 0;
}
