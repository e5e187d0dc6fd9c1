import { createHash } from "node:crypto";
import { z } from "zod";
import { describeBrowser } from "@/lib/accounts/browsers";
import { lockPerson } from "@/lib/accounts/lock";
import { hasFactorWhere } from "@/lib/accounts/rights";
import { cancelSignIn } from "@/lib/accounts/sign-in-links";
import { db, type Tx, transaction } from "@/lib/db";
import { makeToken, type TokenHash } from "@/lib/tokens/tokens";

/** A session ends after eight hours, or after half an hour without a request. */
export const sessionSeconds = 8 * 3600;
const idleMs = 30 * 60_000;
const touchMs = 60_000;
/** For so long after showing who one is one may change how one signs in. */
const freshMs = 10 * 60_000;

/** Somebody signed in at the desk, second factor included where they have one. */
export interface SignedIn {
  sessionId: string;
  moderatorId: string;
  email: string;
  locale: string;
  expiresAt: Date;
  /** When this session last showed who it is: by the second factor, else by signing in. */
  provenAt: Date;
}

/** Somebody who has a second factor and has yet to pass it: this session opens nothing but the page that asks for it. */
export interface AwaitedFactor {
  awaitsFactor: true;
  sessionId: string;
  moderatorId: string;
  email: string;
}

/**
 * Whether a session showed who it is not long ago. A session that was left open, or stolen, reads and decides; how its owner
 * signs in it does not change (OWASP ASVS 5.0, 7.5.1).
 */
export function isFresh({ provenAt }: Pick<SignedIn, "provenAt">, now: Date): boolean {
  return now.getTime() - provenAt.getTime() <= freshMs;
}

/** Whoever is about to show the second factor: for the first time in this session, or once more. */
export type Passing = Pick<AwaitedFactor, "sessionId" | "moderatorId">;

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
  const found = await lookUp({ tokenHash: hashSession(secret) }, now);
  return found && !("awaitsFactor" in found) ? found : null;
}

/** The other side of the gate: somebody who has yet to pass the second factor. */
export async function findAwaitingFactor(secret: string, now: Date): Promise<AwaitedFactor | null> {
  const found = await lookUp({ tokenHash: hashSession(secret) }, now);
  return found && "awaitsFactor" in found ? found : null;
}

/** Who a session belongs to, without a sign of life: what a page does by itself does not keep it open. */
export async function peekSession(secret: string, now: Date): Promise<SignedIn | null> {
  const found = await lookUp({ tokenHash: hashSession(secret) }, now, { isSignOfLife: false });
  return found && !("awaitsFactor" in found) ? found : null;
}

/** Whether a session still opens the desk, by its id: its secret may be another one by now. No sign of life either. */
export async function sessionWorks(id: string, now: Date): Promise<boolean> {
  const found = await lookUp({ id }, now, { isSignOfLife: false });
  return found !== null && !("awaitsFactor" in found);
}

async function lookUp(
  which: { tokenHash: TokenHash } | { id: string },
  now: Date,
  { isSignOfLife } = { isSignOfLife: true },
): Promise<SignedIn | AwaitedFactor | null> {
  const session = await db().session.findUnique({
    where: which,
    include: { moderator: { select: { email: true, locale: true } } },
  });
  if (!session || session.expiresAt <= now || now.getTime() - session.lastSeenAt.getTime() > idleMs)
    return null;
  if (isSignOfLife && now.getTime() - session.lastSeenAt.getTime() > touchMs) {
    await db().session.updateMany({ where: which, data: { lastSeenAt: now } });
    await noteSeen(session.moderatorId, now);
  }
  const { id: sessionId, moderatorId, moderator, expiresAt } = session;
  const who = { sessionId, moderatorId, email: moderator.email };
  if (session.verifiedAt === null && (await hasFactor(db(), moderatorId)))
    return { awaitsFactor: true, ...who };
  return { ...who, locale: moderator.locale, expiresAt, provenAt: session.verifiedAt ?? session.createdAt };
}

/** Whether somebody has a second factor that is set up. */
export async function hasFactor(tx: Tx, moderatorId: string): Promise<boolean> {
  return (await tx.moderator.count({ where: { id: moderatorId, ...hasFactorWhere } })) > 0;
}

/** Kept beside the sessions, which are swept: owners see when their people were last there. */
async function noteSeen(moderatorId: string, now: Date): Promise<void> {
  await db().moderator.updateMany({ where: { id: moderatorId }, data: { lastSeenAt: now } });
}

/** A session's new secret, for the cookie. */
export interface RenewedSession {
  secret: string;
  expiresAt: Date;
}

/**
 * Marks a session as past the second factor and gives it another secret: one that somebody planted, or saw before, opens nothing
 * of what it has become (OWASP Session Management, "Renew the Session ID After Any Privilege Level Change"). Null where it
 * ended meanwhile.
 */
export async function markPassed(
  tx: Tx,
  { sessionId, moderatorId }: Passing,
  now: Date,
): Promise<RenewedSession | null> {
  const secret = makeToken();
  const [renewed] = await tx.session.updateManyAndReturn({
    where: { id: sessionId, moderatorId },
    data: { verifiedAt: now, tokenHash: hashSession(secret) },
    select: { expiresAt: true },
  });
  return renewed ? { secret, expiresAt: renewed.expiresAt } : null;
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
    if (which === "others") await cancelSignIn(tx, moderatorId, new Date());
    return count;
  });
}
