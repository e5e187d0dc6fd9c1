import { db } from "@/lib/db";

const dayInMs = 24 * 3600_000;

/** Deletes what has run out: counted windows and sessions at once, links and invitations a month later (an old link is told why). */
export async function sweepExpired(now: Date): Promise<void> {
  await db().throttle.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().session.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().networkKey.deleteMany({ where: { day: { lt: new Date(now.toISOString().slice(0, 10)) } } });
  const old = { expiresAt: { lt: new Date(now.getTime() - 30 * dayInMs) } };
  await db().token.deleteMany({ where: old });
  await db().invitation.deleteMany({ where: old });
}
