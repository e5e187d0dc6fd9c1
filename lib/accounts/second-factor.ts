import { recordFor } from "@/lib/accounts/members";
import { makeRecoveryCodes } from "@/lib/accounts/recovery-codes";
import { type AwaitedFactor, hasFactor, type SignedIn } from "@/lib/accounts/sessions";
import type { Actor } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";
import { throttle } from "@/lib/throttle/commands";

/** What is shown once a factor was added: recovery codes, where these are the first. */
export interface FactorAdded {
  codes: string[] | null;
}

/**
 * Changes somebody's factors, one change at a time, by a session that is complete at that very moment: without a factor, or
 * with one passed.
 */
export async function changeFactors<T, E>(
  { sessionId, moderatorId }: SignedIn,
  work: (tx: Tx) => Promise<Result<T, E>>,
): Promise<Result<T, E | "signInAgain">> {
  return transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM moderator WHERE id = ${moderatorId}::uuid FOR NO KEY UPDATE`;
    const session = await tx.session.findUnique({ where: { id: sessionId, moderatorId } });
    if (!session || (session.verifiedAt === null && (await hasFactor(tx, moderatorId))))
      return fail("signInAgain");
    return work(tx);
  });
}

/**
 * What goes with every new factor: this session has just shown it; all others of the same person await it from now on. The
 * first brings recovery codes.
 */
export async function noteFactorAdded(
  tx: Tx,
  session: SignedIn,
  kind: "totp" | "passkey",
  now: Date,
): Promise<FactorAdded> {
  const { sessionId, moderatorId } = session;
  await tx.session.update({ where: { id: sessionId }, data: { verifiedAt: now } });
  await recordForLetters(tx, session, "factorAdd", kind);
  const hasCodes = (await tx.recoveryCode.count({ where: { moderatorId } })) > 0;
  return { codes: hasCodes ? null : await makeRecoveryCodes(tx, moderatorId) };
}

/** What goes with every factor that is taken away: without any, recovery codes are codes to nothing. */
export async function noteFactorRemoved(tx: Tx, session: SignedIn, kind: "totp" | "passkey"): Promise<void> {
  const { moderatorId } = session;
  await recordForLetters(tx, session, "factorRemove", kind);
  if (!(await hasFactor(tx, moderatorId))) await tx.recoveryCode.deleteMany({ where: { moderatorId } });
}

/** New recovery codes in place of the old. */
export async function renewRecoveryCodes(
  session: SignedIn,
): Promise<Result<string[], "signInAgain" | "noFactor">> {
  return changeFactors<string[], "noFactor">(session, async (tx) => {
    if (!(await hasFactor(tx, session.moderatorId))) return fail("noFactor");
    await recordForLetters(tx, session, "recoveryCodes");
    return ok(await makeRecoveryCodes(tx, session.moderatorId));
  });
}

/** Ten tries in a quarter of an hour, whatever is tried. Returns seconds to wait, or null. */
export async function throttleCodes(moderatorId: string): Promise<number | null> {
  return throttle([{ scope: "second-factor", subject: moderatorId, max: 10, windowSeconds: 900 }]);
}

/** Marks a session as past the second factor. False where it ended meanwhile. */
export async function markPassed(
  tx: Tx,
  { sessionId, moderatorId }: AwaitedFactor,
  now: Date,
): Promise<boolean> {
  const where = { id: sessionId, moderatorId };
  return (await tx.session.updateMany({ where, data: { verifiedAt: now } })).count === 1;
}

/**
 * Takes all second factors from somebody who lost them, with the tie to an OIDC account, and ends their sessions; for the
 * operator's terminal.
 * @returns whether there was anything to take.
 */
export async function resetSecondFactor(moderatorId: string): Promise<boolean> {
  return transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM moderator WHERE id = ${moderatorId}::uuid FOR NO KEY UPDATE`;
    const had = await hasFactor(tx, moderatorId);
    await tx.totp.deleteMany({ where: { moderatorId } });
    await tx.passkey.deleteMany({ where: { moderatorId } });
    await tx.recoveryCode.deleteMany({ where: { moderatorId } });
    await tx.identity.deleteMany({ where: { moderatorId } });
    await tx.session.deleteMany({ where: { moderatorId } });
    await recordForLetters(tx, { moderatorId }, "factorReset", undefined, { kind: "system" });
    return had;
  });
}

/** Factors are a person's, the log is a letter's: an entry in that of each letter that they work on. */
export async function recordForLetters(
  tx: Tx,
  { moderatorId }: { moderatorId: string },
  action: string,
  kind?: string,
  actor: Actor = { kind: "moderator", moderatorId },
): Promise<void> {
  const memberships = await tx.membership.findMany({ where: { moderatorId }, select: { letterId: true } });
  const detail = [moderatorId, kind].filter(Boolean).join(" ");
  for (const { letterId } of memberships) await recordFor(tx, letterId, actor, action, detail);
}
