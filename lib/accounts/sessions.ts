import { createHash } from "node:crypto";
import { db } from "@/lib/db";
import type { TokenHash } from "@/lib/tokens/tokens";

/** A session ends after eight hours, or after half an hour without a request. */
export const sessionSeconds = 8 * 3600;
const idleMs = 30 * 60_000;
const touchMs = 60_000;

/** Somebody signed in at the desk. */
export interface SignedIn {
  moderatorId: string;
  email: string;
  locale: string;
  expiresAt: Date;
}

/** What the database holds of a session cookie: SHA-256 of its secret. */
export function hashSession(secret: string): TokenHash {
  return new Uint8Array(createHash("sha256").update(secret).digest()) as TokenHash;
}

export async function beginSession(secret: string, moderatorId: string, now: Date): Promise<Date> {
  const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
  await db().session.create({
    data: { tokenHash: hashSession(secret), moderatorId, createdAt: now, lastSeenAt: now, expiresAt },
  });
  await noteSeen(moderatorId, now);
  return expiresAt;
}

/** Who a cookie's secret belongs to, or null when the session is unknown, over or idle for too long. */
export async function findSession(secret: string, now: Date): Promise<SignedIn | null> {
  const tokenHash = hashSession(secret);
  const session = await db().session.findUnique({
    where: { tokenHash },
    include: { moderator: { select: { email: true, locale: true } } },
  });
  if (!session || session.expiresAt <= now || now.getTime() - session.lastSeenAt.getTime() > idleMs)
    return null;
  if (now.getTime() - session.lastSeenAt.getTime() > touchMs) {
    await db().session.updateMany({ where: { tokenHash }, data: { lastSeenAt: now } });
    await noteSeen(session.moderatorId, now);
  }
  const { moderatorId, moderator, expiresAt } = session;
  return { moderatorId, email: moderator.email, locale: moderator.locale, expiresAt };
}

/** Kept beside the sessions, which are swept: owners see when their people were last there. */
async function noteSeen(moderatorId: string, now: Date): Promise<void> {
  await db().moderator.updateMany({ where: { id: moderatorId }, data: { lastSeenAt: now } });
}

export async function endSession(secret: string): Promise<void> {
  await db().session.deleteMany({ where: { tokenHash: hashSession(secret) } });
}
