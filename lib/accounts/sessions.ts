import { createHash } from "node:crypto";
import { z } from "zod";
import { describeBrowser } from "@/lib/accounts/browsers";
import { hasFactorWhere } from "@/lib/accounts/rights";
import { db, type Tx, transaction } from "@/lib/db";
import type { TokenHash } from "@/lib/tokens/tokens";

/** A session ends after eight hours, or after half an hour without a request. */
export const sessionSeconds = 8 * 3600;
const idleMs = 30 * 60_000;
const touchMs = 60_000;

/** Somebody signed in at the desk, second factor included where they have one. */
export interface SignedIn {
  sessionId: string;
  moderatorId: string;
  email: string;
  locale: string;
  expiresAt: Date;
}

/** Somebody who has a second factor and has yet to pass it: this session opens nothing but the page that asks for it. */
export interface AwaitedFactor {
  awaitsFactor: true;
  sessionId: string;
  moderatorId: string;
  email: string;
}

/** What the database holds of a session cookie: SHA-256 of its secret. */
export function hashSession(secret: string): TokenHash {
  return new Uint8Array(createHash("sha256").update(secret).digest()) as TokenHash;
}

export async function beginSession(
  secret: string,
  moderatorId: string,
  now: Date,
  userAgent: string | null = null,
): Promise<Date> {
  const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
  const times = { createdAt: now, lastSeenAt: now, expiresAt };
  await db().session.create({
    data: { tokenHash: hashSession(secret), moderatorId, ...times, ...describeBrowser(userAgent) },
  });
  await noteSeen(moderatorId, now);
  return expiresAt;
}

/**
 * Who a cookie's secret belongs to, or null when the session is unknown, over, idle for too long, or awaits the second
 * factor. This is the one gate of the desk: every page, route and action asks here who somebody is.
 */
export async function findSession(secret: string, now: Date): Promise<SignedIn | null> {
  const found = await lookUp(secret, now);
  return found && !("awaitsFactor" in found) ? found : null;
}

/** The other side of the gate: somebody who has yet to pass the second factor. */
export async function findAwaitingFactor(secret: string, now: Date): Promise<AwaitedFactor | null> {
  const found = await lookUp(secret, now);
  return found && "awaitsFactor" in found ? found : null;
}

/** Who a session belongs to, without a sign of life: what a page does by itself does not keep it open. */
export async function peekSession(secret: string, now: Date): Promise<SignedIn | null> {
  const found = await lookUp(secret, now, { isSignOfLife: false });
  return found && !("awaitsFactor" in found) ? found : null;
}

async function lookUp(
  secret: string,
  now: Date,
  { isSignOfLife } = { isSignOfLife: true },
): Promise<SignedIn | AwaitedFactor | null> {
  const tokenHash = hashSession(secret);
  const session = await db().session.findUnique({
    where: { tokenHash },
    include: { moderator: { select: { email: true, locale: true } } },
  });
  if (!session || session.expiresAt <= now || now.getTime() - session.lastSeenAt.getTime() > idleMs)
    return null;
  if (isSignOfLife && now.getTime() - session.lastSeenAt.getTime() > touchMs) {
    await db().session.updateMany({ where: { tokenHash }, data: { lastSeenAt: now } });
    await noteSeen(session.moderatorId, now);
  }
  const { id: sessionId, moderatorId, moderator, expiresAt } = session;
  const who = { sessionId, moderatorId, email: moderator.email };
  if (session.verifiedAt === null && (await hasFactor(db(), moderatorId)))
    return { awaitsFactor: true, ...who };
  return { ...who, locale: moderator.locale, expiresAt };
}

/** Whether somebody has a second factor that is set up. */
export async function hasFactor(tx: Tx, moderatorId: string): Promise<boolean> {
  return (await tx.moderator.count({ where: { id: moderatorId, ...hasFactorWhere } })) > 0;
}

/** Kept beside the sessions, which are swept: owners see when their people were last there. */
async function noteSeen(moderatorId: string, now: Date): Promise<void> {
  await db().moderator.updateMany({ where: { id: moderatorId }, data: { lastSeenAt: now } });
}

export async function endSession(secret: string): Promise<void> {
  await db().session.deleteMany({ where: { tokenHash: hashSession(secret) } });
}

/** Somebody's sessions that still work, the newest first, at most 100. */
export async function sessionsOf(moderatorId: string, now: Date) {
  return db().session.findMany({
    where: { moderatorId, expiresAt: { gt: now }, lastSeenAt: { gte: new Date(now.getTime() - idleMs) } },
    orderBy: { createdAt: "desc" },
    take: 100,
    select: { id: true, browser: true, system: true, createdAt: true, lastSeenAt: true },
  });
}

/** A session's id, or all but this one. */
export const SessionsToEnd = z.union([z.uuid(), z.literal("others")]);

/** Ends one of one's own sessions, or all but this one. Returns how many ended. */
export async function endOwnSessions(
  { sessionId, moderatorId }: SignedIn,
  which: z.output<typeof SessionsToEnd>,
): Promise<number> {
  const where = { id: which === "others" ? { not: sessionId } : which };
  return transaction(async (tx) => {
    await lockPerson(tx, moderatorId);
    const { count } = await tx.session.deleteMany({ where: { ...where, moderatorId } });
    return count;
  });
}

/** What changes several of somebody's sessions, or their factors, happens one after the other. */
export async function lockPerson(tx: Tx, moderatorId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM moderator WHERE id = ${moderatorId}::uuid FOR NO KEY UPDATE`;
}
