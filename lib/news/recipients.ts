import { db, type Tx } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";

/** Somebody whom news goes to. */
export interface Recipient {
  signatureId: string;
  locale: string;
}

/**
 * The signatures that a letter's news goes to: published, their consent to news standing, and no mail to the mailbox came back. One
 * mailbox is written to once, for the oldest of its signatures by id; `newsId`: whom that news went to already is left out.
 */
function recipientsSql(
  letterId: string,
  after: string | null,
  limit: number,
  newsId: string | null,
): Prisma.Sql {
  const wantsNews = Prisma.sql`
    c.withdrawn_at IS NULL AND c.text_sha256 IN (SELECT sha256 FROM consent_text WHERE purpose = 'news')`;
  return Prisma.sql`
    SELECT s.id AS "signatureId", s.locale FROM consent c JOIN signature s ON s.id = c.signature_id
    WHERE ${wantsNews} AND c.signature_id > ${after ?? "00000000-0000-0000-0000-000000000000"}::uuid
      AND s.letter_id = ${letterId}::uuid AND s.status = 'published' AND s.email_index IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM signature o WHERE o.letter_id = s.letter_id AND o.email_index = s.email_index
          AND (o.bounced_at IS NOT NULL
            OR (o.id < s.id AND o.status = 'published'
              AND EXISTS (SELECT 1 FROM consent c WHERE c.signature_id = o.id AND ${wantsNews}))
            OR EXISTS (SELECT 1 FROM message m WHERE m.news_id = ${newsId}::uuid AND m.signature_id = o.id)))
    GROUP BY s.id, s.locale ORDER BY s.id LIMIT ${limit}`;
}

/** The next recipients of a news, in the order of their ids, at most `limit`. */
export function nextRecipients(
  tx: Tx,
  news: { id: string; letterId: string; reached: string | null },
  limit: number,
): Promise<Recipient[]> {
  return tx.$queryRaw<Recipient[]>(recipientsSql(news.letterId, news.reached, limit, news.id));
}

/** Counting ends here: a page does not walk through more. */
export const countedRecipients = 10_000;

/** How many mailboxes a letter's news would go to now, counted up to `countedRecipients` + 1. */
export async function countRecipients(letterId: string): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (${recipientsSql(letterId, null, countedRecipients + 1, null)}) AS r`;
  return row?.count ?? 0;
}

/** Whether a signature still gets news, asked again just before its mail is sent. */
export async function stillGetsNews(signatureId: string): Promise<boolean> {
  const [row] = await db().$queryRaw<{ gets: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM signature s JOIN consent c ON c.signature_id = s.id JOIN consent_text t ON t.sha256 = c.text_sha256
      WHERE s.id = ${signatureId}::uuid AND s.status = 'published' AND s.bounced_at IS NULL
        AND t.purpose = 'news' AND c.withdrawn_at IS NULL
    ) AS gets`;
  return row?.gets ?? false;
}
