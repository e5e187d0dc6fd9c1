import { membershipWith, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { db, type Tx, transaction } from "@/lib/db";
import { queueJob } from "@/lib/jobs/queue";
import { queueMessages } from "@/lib/mail/queue";
import { nextRecipients } from "@/lib/news/recipients";
import type { NewsText } from "@/lib/news/schema";
import { fail, ok, type Result } from "@/lib/result";
import { throttle } from "@/lib/throttle/commands";

/** `started`: it is on its way, and does not change any more. */
export type NewsRefusal = "unknown" | "started" | "nobody" | "tooOften";

async function mayGovern(tx: Tx, letterId: string, moderatorId: string): Promise<boolean> {
  const where = { ...membershipWith("govern", moderatorId), letterId };
  return (await tx.membership.count({ where })) > 0;
}

/** A draft, held until the transaction ends. */
async function lockDraft(
  tx: Tx,
  newsId: string,
  letterId: string,
  moderatorId: string,
): Promise<NewsRefusal | null> {
  if (!(await mayGovern(tx, letterId, moderatorId))) return "unknown";
  const [row] = await tx.$queryRaw<{ startedAt: Date | null }[]>`
    SELECT started_at AS "startedAt" FROM news WHERE id = ${newsId}::uuid AND letter_id = ${letterId}::uuid FOR UPDATE`;
  if (!row) return "unknown";
  return row.startedAt ? "started" : null;
}

/** Keeps a draft: a new one, or what one says from now on. Returns its id. */
export async function writeNews(
  { newsId, letterId, texts }: { newsId: string | null; letterId: string; texts: NewsText[] },
  moderatorId: string,
  now: Date,
): Promise<Result<string, NewsRefusal>> {
  return transaction(async (tx) => {
    if (newsId === null) {
      if (!(await mayGovern(tx, letterId, moderatorId))) return notTheirs("unknown");
      const made = await tx.news.create({
        data: { letterId, authorId: moderatorId, writtenAt: now, texts: { create: texts } },
        select: { id: true },
      });
      await recordNews(tx, letterId, moderatorId, "news_write");
      return ok(made.id);
    }
    const refusal = await lockDraft(tx, newsId, letterId, moderatorId);
    if (refusal) return refusal === "unknown" ? notTheirs(refusal) : fail(refusal);
    await tx.newsText.deleteMany({ where: { newsId } });
    await tx.newsText.createMany({ data: texts.map((text) => ({ ...text, newsId })) });
    await tx.news.update({ where: { id: newsId }, data: { writtenAt: now } });
    return ok(newsId);
  });
}

/** Throws a draft away. */
export async function discardNews(
  newsId: string,
  letterId: string,
  moderatorId: string,
): Promise<Result<null, NewsRefusal>> {
  return transaction(async (tx) => {
    const refusal = await lockDraft(tx, newsId, letterId, moderatorId);
    if (refusal) return refusal === "unknown" ? notTheirs(refusal) : fail(refusal);
    await tx.news.delete({ where: { id: newsId } });
    await recordNews(tx, letterId, moderatorId, "news_discard");
    return ok(null);
  });
}

const copiesPerHour = 10;

/** Mails a draft to whoever asks, in each of its languages: what recipients would read. */
export async function mailCopy(
  newsId: string,
  letterId: string,
  moderatorId: string,
): Promise<Result<null, NewsRefusal>> {
  return transaction(async (tx) => {
    const refusal = await lockDraft(tx, newsId, letterId, moderatorId);
    if (refusal) return refusal === "unknown" ? notTheirs(refusal) : fail(refusal);
    const limit = { scope: "news-copy", subject: moderatorId, max: copiesPerHour, windowSeconds: 3600 };
    if ((await throttle([limit], tx)) !== null) return fail("tooOften");
    const texts = await tx.newsText.findMany({ where: { newsId }, select: { locale: true } });
    await queueMessages(
      tx,
      texts.map(({ locale }) => ({ kind: "news", locale, newsId, letterId, moderatorId })),
      0,
    );
    return ok(null);
  });
}

/** Lets a news go: from here on it does not change, and a job addresses it. Of two who press the button one does. */
export async function startNews(
  newsId: string,
  letterId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<null, NewsRefusal>> {
  return transaction(async (tx) => {
    const refusal = await lockDraft(tx, newsId, letterId, moderatorId);
    if (refusal) return refusal === "unknown" ? notTheirs(refusal) : fail(refusal);
    if ((await nextRecipients(tx, { id: newsId, letterId, reached: null }, 1)).length === 0)
      return fail("nobody");
    await tx.news.update({ where: { id: newsId }, data: { startedAt: now, startedById: moderatorId } });
    await recordNews(tx, letterId, moderatorId, "news_send");
    await queueJob(tx, "address_news", { newsId }, `news ${newsId}`);
    return ok(null);
  });
}

function recordNews(tx: Tx, letterId: string, moderatorId: string, action: string): Promise<void> {
  const actor = { kind: "moderator", moderatorId } as const;
  return record(tx, [{ letterId, signatureId: null, actor, action }]);
}

/** So many mails are queued in one transaction. */
const batch = 200;

/** News lets everybody else's mail go first. */
const priority = 20;

/**
 * Addresses a news batch by batch. How far it came is written with the mails of the batch, behind the lock of the news, so that a
 * killed process leaves no batch half done, the next goes on after it, and two at once do each batch once.
 */
export async function addressNews(newsId: string): Promise<void> {
  let isUnderWay = true;
  while (isUnderWay) isUnderWay = await transaction((tx) => addressBatch(tx, newsId));
}

async function addressBatch(tx: Tx, newsId: string): Promise<boolean> {
  const [news] = await tx.$queryRaw<{ id: string; letterId: string; reached: string | null }[]>`
    SELECT id, letter_id AS "letterId", reached FROM news
    WHERE id = ${newsId}::uuid AND started_at IS NOT NULL AND addressed_at IS NULL FOR UPDATE`;
  if (!news) return false;
  const { letterId } = news;
  const recipients = await nextRecipients(tx, news, batch);
  await queueMessages(
    tx,
    recipients.map((recipient) => ({ kind: "news", newsId, letterId, ...recipient })),
    0,
    priority,
  );
  const reached = recipients.at(-1)?.signatureId ?? news.reached;
  const isLast = recipients.length < batch;
  await tx.news.update({ where: { id: newsId }, data: { reached, addressedAt: isLast ? new Date() : null } });
  return !isLast;
}

/** Takes up what was started and has no job any more, whatever became of that. */
export async function resumeNews(now: Date): Promise<void> {
  const left = await db().news.findMany({
    where: { startedAt: { lt: new Date(now.getTime() - 10 * 60_000) }, addressedAt: null },
    select: { id: true },
  });
  await transaction(async (tx) => {
    for (const { id } of left) await queueJob(tx, "address_news", { newsId: id }, `news ${id}`);
  });
}
