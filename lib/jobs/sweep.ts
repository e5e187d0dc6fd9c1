import { db } from "@/lib/db";
import { dropFailedJobs } from "@/lib/jobs/queue";
import { dueBefore, rules } from "@/lib/privacy/rules";

const usualDays = { days: 2 };
/** What a job about somebody's mailbox was given, once it has failed for good: ten tries take some four hours. */
const failedJobDays = { days: 1 };
/** Jobs that are given an address, sealed or as keyed hashes; all others are given ids. */
const aboutMailboxes = ["mail_own_links", "mail_sign_in_link"];
/** The desk shows a week of refusals; the weeks before it are there for whoever looks into one. */
const refusalDays = { days: 30 };

/**
 * Deletes what has run out: counted windows, sessions and visits at once; figures, links, invitations, the days of digests and jobs that
 * failed some time later
 * (lib/privacy/rules.ts; an old link is told why).
 */
export async function sweepExpired(now: Date): Promise<void> {
  await db().throttle.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().spentChallenge.deleteMany({ where: { expiresAt: { lt: now } } });
  // The last day's figures are what "usual" is measured by.
  await db().signOnCount.deleteMany({ where: { slot: { lt: dueBefore(usualDays, now) } } });
  await db().refusalCount.deleteMany({ where: { slot: { lt: dueBefore(refusalDays, now) } } });
  await db().session.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().visit.deleteMany({ where: { expiresAt: { lt: now } } });
  await db().networkKey.deleteMany({ where: { day: { lt: new Date(now.toISOString().slice(0, 10)) } } });
  await db().token.deleteMany({ where: { expiresAt: { lt: dueBefore(rules.link, now) } } });
  const before = dueBefore(rules.invitation, now);
  await db().invitation.deleteMany({ where: { expiresAt: { lt: before } } });
  await db().gate.deleteMany({ where: { expiresAt: { lt: before } } });
  await db().digest.deleteMany({ where: { day: { lt: before } } });
  await dropFailedJobs(db(), aboutMailboxes, dueBefore(failedJobDays, now));
}
