import { addressIndexes } from "@/lib/addresses/blind-index";
import { db } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken, type TokenHash } from "@/lib/tokens/tokens";

/** Whether the reader of an address wants no mail to confirm signatures of a letter. */
export async function wantsNoMail(email: string, letterId: string): Promise<boolean> {
  const [row] = await db().$queryRaw<{ is: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM mail_refusal
      WHERE address_index = ANY(${addressIndexes(email)}::bytea[]) AND (letter_id = ${letterId}::uuid OR is_everywhere)
    ) AS "is"`;
  return row?.is ?? false;
}

/** Why a link of "this was not me" does nothing. */
export type NotMeRefusal = "malformed" | "unknown" | "expired";

/** What such a link is about. `isRefused`: it was pressed, and can be taken back. */
export interface NotMeLink {
  hash: TokenHash;
  letterId: string;
  addressIndex: Uint8Array<ArrayBuffer>;
  isRefused: boolean;
}

/** After it was pressed a link works for a day more, for taking it back. */
const dayMs = 24 * 3600_000;

/** Looks a link up. Reading it changes nothing; a link of another letter is unknown here. */
export async function readNotMe(
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<NotMeLink, NotMeRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const hash = hashToken(token);
  const row = await db().token.findFirst({
    where: { hash, purpose: "not_me", letter: { slug } },
    select: { letterId: true, addressIndex: true, usedAt: true, expiresAt: true },
  });
  if (!row?.letterId || !row.addressIndex) return fail("unknown");
  const { letterId, addressIndex, usedAt } = row;
  const until = usedAt ? new Date(usedAt.getTime() + dayMs) : row.expiresAt;
  if (until <= now) return fail("expired");
  return ok({ hash, letterId, addressIndex, isRefused: usedAt !== null });
}
