import { db } from "@/lib/db";

const dayInMs = 24 * 3600_000;

/**
 * Deletes what has run out: counted windows and sessions at once; links, invitations and the days of digests a month later (an
 * old link is told why).
 */
export async function sweepExpired(now: Date): Promise<void> {
  await db().throttle.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().spentChallenge.deleteMany({ where: { expiresAt: { lt: now } } });
  // The last day's figures are what "usual" is measured by.
  await db().signOnCount.deleteMany({ where: { slot: { lt: new Date(now.getTime() - 2 * dayInMs) } } });
  await db().session.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().networkKey.deleteMany({ where: { day: { lt: new Date(now.toISOString().slice(0, 10)) } } });
  const monthAgo = new Date(now.getTime() - 30 * dayInMs);
  await db().token.deleteMany({ where: { expiresAt: { lt: monthAgo } } });
  await db().invitation.deleteMany({ where: { expiresAt: { lt: monthAgo } } });
  await db().gate.deleteMany({ where: { expiresAt: { lt: monthAgo } } });
  await db().digest.deleteMany({ where: { day: { lt: monthAgo } } });
}
