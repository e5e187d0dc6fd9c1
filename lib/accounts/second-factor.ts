import { recordForLetters } from "@/lib/accounts/log";
import { makeRecoveryCodes } from "@/lib/accounts/recovery-codes";
import { type AwaitedFactor, hasFactor, lockPerson, type SignedIn } from "@/lib/accounts/sessions";
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
    await lockPerson(tx, moderatorId);
    // Held, so that signing out meanwhile waits instead of taking away what this refers to.
    await tx.$queryRaw`SELECT 1 FROM session WHERE id = ${sessionId}::uuid FOR NO KEY UPDATE`;
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
  await tx.session.updateMany({ where: { id: sessionId }, data: { verifiedAt: now } });
  await askOthersAgain(tx, session);
  await recordForLetters(tx, session, "factorAdd", kind);
  const hasCodes = (await tx.recoveryCode.count({ where: { moderatorId } })) > 0;
  return { codes: hasCodes ? null : await makeRecoveryCodes(tx, moderatorId) };
}

/**
 * What goes with every factor that is taken away: all other sessions await what is left. Without any, recovery codes are codes to
 * nothing, and other sessions end: one that had yet to pass would open all by itself.
 */
export async function noteFactorRemoved(tx: Tx, session: SignedIn, kind: "totp" | "passkey"): Promise<void> {
  const { sessionId, moderatorId } = session;
  await recordForLetters(tx, session, "factorRemove", kind);
  if (await hasFactor(tx, moderatorId)) return askOthersAgain(tx, session);
  await tx.recoveryCode.deleteMany({ where: { moderatorId } });
  await tx.session.deleteMany({ where: { moderatorId, id: { not: sessionId } } });
}

/** From now on all sessions of somebody but this one await the second factor, those that had passed it included. */
async function askOthersAgain(tx: Tx, { sessionId, moderatorId }: SignedIn): Promise<void> {
  const others = { moderatorId, id: { not: sessionId } };
  await tx.session.updateMany({ where: others, data: { verifiedAt: null } });
}

/** New recovery codes in place of the old. */
export async function renewRecoveryCodes(
  session: SignedIn,
): Promise<Result<string[], "signInAgain" | "noFactor">> {
  return changeFactors<string[], "noFactor">(session, async (tx) => {
    if (!(await hasFactor(tx, session.moderatorId))) return fail("noFactor");
    await recordForLetters(tx, session, "recoveryCodes");
    await askOthersAgain(tx, session);
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
    await lockPerson(tx, moderatorId);
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
