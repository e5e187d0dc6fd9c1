import { anybodyWith, membershipWith, notTheirs } from "@/lib/accounts/rights";
import { db, type Tx, transaction } from "@/lib/db";
import { type NoticeInput, restMinutes } from "@/lib/digest/schema";
import { dayOf } from "@/lib/figures/days";
import { queueJobAt } from "@/lib/jobs/queue";
import { queueMessage } from "@/lib/mail/queue";
import { viewCounts } from "@/lib/moderation/queue";
import { tallyOf } from "@/lib/moderation/tally";
import { ok, type Result } from "@/lib/result";

/** Keeps how often a moderator wants mail about a letter; whoever may not decide on it gets none. */
export async function chooseNotices(
  { slug, choice }: NoticeInput,
  moderatorId: string,
): Promise<Result<null, "forbidden">> {
  return transaction(async (tx) => {
    const membership = await tx.membership.findFirst({
      where: { ...membershipWith("moderate", moderatorId), letter: { slug } },
      select: { letterId: true },
    });
    if (!membership) return notTheirs("forbidden");
    const { letterId } = membership;
    await tx.notice.upsert({
      where: { moderatorId_letterId: { moderatorId, letterId } },
      create: { moderatorId, letterId, choice },
      update: { choice },
    });
    return ok(null);
  });
}

/** Who gets a mail about what waits. */
interface Recipient {
  moderatorId: string;
  locale: string;
}

/**
 * The job behind `announceWaiting`: writes to everybody who wants mail at once, and once more when their quarter of an hour
 * is over to whoever was written to just now. Of two at once, one writes: a moderator's row is the lock.
 */
export async function notifyWaiting(letterId: string, now: Date): Promise<void> {
  if ((await countWaiting(letterId)) === 0) return;
  const restMs = restMinutes * 60_000;
  const rested = new Date(now.getTime() - restMs);
  await transaction(async (tx) => {
    const deciders = await decidersOf(tx, letterId);
    const recipients = await tx.$queryRaw<Recipient[]>`
      UPDATE notice n SET told_at = ${now} FROM moderator m
      WHERE n.letter_id = ${letterId}::uuid AND n.choice = 'at_once' AND (n.told_at IS NULL OR n.told_at <= ${rested})
        AND m.id = n.moderator_id AND m.id = ANY(${deciders}::uuid[])
      RETURNING n.moderator_id AS "moderatorId", m.locale`;
    for (const recipient of recipients) await queueDigest(tx, letterId, recipient);
    const [resting] = await tx.$queryRaw<{ until: Date | null }[]>`
      SELECT min(told_at) AS until FROM notice
      WHERE letter_id = ${letterId}::uuid AND choice = 'at_once' AND told_at > ${rested}
        AND moderator_id <> ALL(${recipients.map(({ moderatorId }) => moderatorId)}::uuid[])`;
    if (!resting?.until) return;
    const at = new Date(resting.until.getTime() + restMs);
    await queueJobAt(tx, "notify_waiting", { letterId }, `waiting ${letterId} later`, at);
  });
}

/**
 * The daily job: a mail to everybody who wants one a day, for each letter on which something waits. However often it runs,
 * a moderator gets one a day and letter: the day's row is unique, and written with the mail.
 */
export async function sendDigests(now: Date): Promise<void> {
  const day = dayOf(now);
  for (const { id: letterId } of await db().letter.findMany({ select: { id: true } })) {
    if ((await countWaiting(letterId)) === 0) continue;
    const recipients = await db().$queryRaw<Recipient[]>`
      SELECT m.id AS "moderatorId", m.locale FROM moderator m
        LEFT JOIN notice n ON n.moderator_id = m.id AND n.letter_id = ${letterId}::uuid
      WHERE m.id = ANY(${await decidersOf(db(), letterId)}::uuid[]) AND coalesce(n.choice, 'daily') = 'daily'`;
    for (const recipient of recipients) {
      await transaction(async (tx) => {
        const isFirst = await tx.$executeRaw`
          INSERT INTO digest (moderator_id, letter_id, day) VALUES (${recipient.moderatorId}::uuid, ${letterId}::uuid, ${day}::date)
          ON CONFLICT DO NOTHING`;
        if (isFirst) await queueDigest(tx, letterId, recipient);
      });
    }
  }
}

/** Who may decide on a letter at this moment: nobody to whom it is closed for want of a second factor hears of it. */
async function decidersOf(tx: Tx, letterId: string): Promise<string[]> {
  const where = { letterId, ...anybodyWith("moderate") };
  return (await tx.membership.findMany({ where, select: { moderatorId: true } })).map(
    ({ moderatorId }) => moderatorId,
  );
}

function queueDigest(tx: Tx, letterId: string, { moderatorId, locale }: Recipient): Promise<void> {
  return queueMessage(tx, { kind: "digest", locale, moderatorId, letterId });
}

async function countWaiting(letterId: string): Promise<number> {
  // Whose it is does not matter here: of the views' counts only that of what waits is taken.
  const { pending, amended } = viewCounts(await tallyOf(letterId), "");
  return pending + amended;
}
