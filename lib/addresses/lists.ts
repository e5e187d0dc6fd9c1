import { addressIndexes } from "@/lib/addresses/blind-index";
import type { Database, Tx } from "@/lib/db";

/**
 * Takes what is kept about mailboxes by their indexes alone, on block and allow lists and as wishes for no more mail, over to the first
 * key, where a row still holds the address: from an index none can be made.
 */
export async function carryOver(tx: Tx, emails: string[]): Promise<void> {
  const moved = emails.flatMap((email) => {
    const [anew, ...others] = addressIndexes(email).map((index) => Buffer.from(index).toString("hex"));
    return others.map((old) => ({ old, anew: anew ?? "" }));
  });
  const [olds, news] = [moved.map(({ old }) => old), moved.map(({ anew }) => anew)];
  await tx.$executeRaw`
    UPDATE gate SET address_index = decode(moved.anew, 'hex') FROM unnest(${olds}::text[], ${news}::text[]) AS moved(old, anew)
    WHERE address_index = decode(moved.old, 'hex')`;
  // Who said it under both keys said it once.
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM mail_refusal USING unnest(${olds}::text[], ${news}::text[]) AS moved(old, anew)
      WHERE address_index = decode(moved.old, 'hex')
      RETURNING decode(moved.anew, 'hex') AS anew, letter_id, is_everywhere, created_at
    )
    INSERT INTO mail_refusal (address_index, letter_id, is_everywhere, created_at)
    SELECT anew, letter_id, bool_or(is_everywhere), min(created_at) FROM gone GROUP BY anew, letter_id
    ON CONFLICT (address_index, letter_id) DO UPDATE
      SET is_everywhere = mail_refusal.is_everywhere OR excluded.is_everywhere`;
}

/** What may end with the other keys, when everything is sealed with the first. */
export interface Ending {
  /** Addresses on block and allow lists. */
  entries: number;
  /** Wishes for no more mail. */
  wishes: number;
}

/**
 * How much of what is kept by indexes alone may have been made with another key: an index does not tell, but where a row holds its
 * address it was made anew with that. Never too few, perhaps too many.
 */
export async function endingWithOtherKeys(database: Database, now: Date): Promise<Ending> {
  const [ending] = await database.$queryRaw<Ending[]>`
    WITH known AS (
      SELECT email_index AS index FROM signature WHERE email_index IS NOT NULL
      UNION SELECT email_index FROM handover WHERE email_index IS NOT NULL
    )
    SELECT
      (SELECT count(*)::int FROM gate WHERE address_index IS NOT NULL AND (expires_at IS NULL OR expires_at > ${now})
        AND address_index NOT IN (SELECT index FROM known)) AS entries,
      (SELECT count(*)::int FROM mail_refusal WHERE address_index NOT IN (SELECT index FROM known)) AS wishes`;
  return ending ?? { entries: 0, wishes: 0 };
}
