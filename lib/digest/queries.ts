import { membershipWith } from "@/lib/accounts/rights";
import { db } from "@/lib/db";
import { defaultChoice } from "@/lib/digest/schema";
import type { NoticeChoice } from "@/lib/generated/prisma/enums";
import { readQueue, viewCounts } from "@/lib/moderation/queue";
import { QueueQuery } from "@/lib/moderation/queue-query";
import { tallyOf } from "@/lib/moderation/tally";

const dayMs = 24 * 3600_000;

/** How often a moderator wants mail about a letter. */
export async function choiceOf(letterId: string, moderatorId: string): Promise<NoticeChoice> {
  const row = await db().notice.findUnique({ where: { moderatorId_letterId: { moderatorId, letterId } } });
  return row?.choice ?? defaultChoice;
}

/** What waits for a decision on a letter: signatures, and changes of what is published. */
export interface Waiting {
  count: number;
  doubtful: number;
  /** Those of them that are on the list, and their signers ask for a change. */
  amended: number;
  /** Confirmed in the last 24 hours. */
  fresh: number;
  /** When the oldest was signed. */
  oldest: Date;
}

/** What waits for a decision on a letter at this moment, or null where nothing does. */
export async function readWaiting(letterId: string, moderatorId: string, now: Date): Promise<Waiting | null> {
  const { pending, doubtful, amended } = viewCounts(await tallyOf(letterId), moderatorId);
  if (pending + amended === 0) return null;
  const since = new Date(now.getTime() - dayMs);
  const [first, [row]] = await Promise.all([
    readQueue({ letterId, moderatorId }, QueueQuery.parse({}), null, 1),
    db().$queryRaw<{ fresh: number }[]>`
      SELECT count(*)::int AS fresh FROM signature
      WHERE letter_id = ${letterId}::uuid AND status = 'pending' AND aside IS NULL AND confirmed_at > ${since}`,
  ]);
  const oldest = first.items[0]?.createdAt ?? now;
  return { count: pending + amended, doubtful, amended, fresh: row?.fresh ?? 0, oldest };
}

/** Whether somebody still wants mail about a letter, and may decide on it. */
export async function wantsMail(letterId: string, moderatorId: string): Promise<boolean> {
  const decides = { ...membershipWith("moderate", moderatorId), letterId };
  if ((await db().membership.count({ where: decides })) === 0) return false;
  return (await choiceOf(letterId, moderatorId)) !== "never";
}
