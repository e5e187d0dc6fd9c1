import { noteAccountChange } from "@/lib/accounts/changes";
import { lockPerson } from "@/lib/accounts/lock";
import { recordForLetters } from "@/lib/accounts/log";
import { makeRecoveryCodes } from "@/lib/accounts/recovery-codes";
import { hasFactor, isFresh, type SignedIn } from "@/lib/accounts/sessions";
import { cancelSignIn } from "@/lib/accounts/sign-in-links";
import { type Tx, transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";
import { giveBack, type Limit, throttle } from "@/lib/throttle/commands";

/** What is shown once a factor was added: recovery codes, where these are the first. */
export interface FactorAdded {
  codes: string[] | null;
}

/** `proveAgain`: the session showed long ago who it is. */
export type ChangeRefusal = "signInAgain" | "proveAgain";

/**
 * Changes how somebody signs in, one change at a time, by a session that is complete at that very moment (without a factor, or
 * with one passed) and showed not long ago who it is.
 */
export async function changeFactors<T, E>(
  { sessionId, moderatorId }: SignedIn,
  now: Date,
  work: (tx: Tx) => Promise<Result<T, E>>,
): Promise<Result<T, E | ChangeRefusal>> {
  return transaction(async (tx) => {
    await lockPerson(tx, moderatorId);
    // Held, so that signing out meanwhile waits instead of taking away what this refers to.
    await tx.$queryRaw`SELECT 1 FROM session WHERE id = ${sessionId}::uuid FOR NO KEY UPDATE`;
    const session = await tx.session.findUnique({ where: { id: sessionId, moderatorId } });
    if (!session || (session.verifiedAt === null && (await hasFactor(tx, moderatorId))))
      return fail("signInAgain");
    if (!isFresh({ provenAt: session.verifiedAt ?? session.createdAt }, now)) return fail("proveAgain");
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
  await noteAccountChange(tx, moderatorId, kind === "totp" ? "appAdded" : "passkeyAdded");
  const hasCodes = (await tx.recoveryCode.count({ where: { moderatorId } })) > 0;
  return { codes: hasCodes ? null : await makeRecoveryCodes(tx, moderatorId) };
}

/**
 * What goes with every factor that is taken away: all other sessions await what is left. Without any, recovery codes are codes to
 * nothing, and other sessions end: one that had yet to pass would open all by itself.
 */
export async function noteFactorRemoved(tx: Tx, session: SignedIn, kind: "totp" | "passkey"): Promise<void> {
  const { sessionId, moderatorId } = session;
  await noteAccountChange(tx, moderatorId, kind === "totp" ? "appRemoved" : "passkeyRemoved");
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
  now: Date,
): Promise<Result<string[], ChangeRefusal | "noFactor">> {
  return changeFactors<string[], "noFactor">(session, now, async (tx) => {
    if (!(await hasFactor(tx, session.moderatorId))) return fail("noFactor");
    await noteAccountChange(tx, session.moderatorId, "codesRenewed");
    await askOthersAgain(tx, session);
    return ok(await makeRecoveryCodes(tx, session.moderatorId));
  });
}

const quarter = 900;

/**
 * Ten tries in a quarter of an hour, each kind of factor by itself: whoever guesses at one does not lock its owner out of the
 * others. Returns seconds to wait, or null.
 */
export async function throttleFactor(
  scope: "factor-setup" | "factor-passkey" | "factor-recovery",
  moderatorId: string,
): Promise<number | null> {
  return throttle([{ scope, subject: moderatorId, max: 10, windowSeconds: quarter }]);
}

/** Six digits can be guessed by whoever has days: besides ten in a quarter of an hour, 50 in a day. */
function guesses(moderatorId: string): { short: Limit; long: Limit } {
  return {
    short: { scope: "factor-code", subject: moderatorId, max: 10, windowSeconds: quarter },
    long: { scope: "factor-code-day", subject: moderatorId, max: 50, windowSeconds: 24 * 3600 },
  };
}

/** Counts a code of the app before anybody looks at it. What is too much is noted in the log, once in a quarter of an hour. */
export async function countGuess(moderatorId: string): Promise<Result<null, "wait" | "waitDay">> {
  const { short, long } = guesses(moderatorId);
  const problem =
    (await throttle([short])) !== null ? "wait" : (await throttle([long])) !== null ? "waitDay" : null;
  if (!problem) return ok(null);
  await transaction(async (tx) => {
    const once = { scope: "factor-guessed", subject: moderatorId, max: 1, windowSeconds: quarter };
    if ((await throttle([once], tx)) === null)
      await recordForLetters(tx, { moderatorId }, "factorGuessed", undefined, { kind: "system" });
  });
  return fail(problem);
}

/** A code that was right was no guess. */
export async function uncountGuess(tx: Tx, moderatorId: string): Promise<void> {
  const { short, long } = guesses(moderatorId);
  await giveBack([short, long], tx);
}

/**
 * Takes all second factors from somebody who lost them, with the tie to an OIDC account, and ends their sessions; for the
 * operator's terminal.
 * @returns whether there was anything to take.
 */
export async function resetSecondFactor(moderatorId: string, now: Date): Promise<boolean> {
  return transaction(async (tx) => {
    await lockPerson(tx, moderatorId);
    const had = await hasFactor(tx, moderatorId);
    await tx.totp.deleteMany({ where: { moderatorId } });
    await tx.passkey.deleteMany({ where: { moderatorId } });
    await tx.recoveryCode.deleteMany({ where: { moderatorId } });
    await tx.identity.deleteMany({ where: { moderatorId } });
    await tx.session.deleteMany({ where: { moderatorId } });
    await cancelSignIn(tx, moderatorId, now);
    await noteAccountChange(tx, moderatorId, "reset", { kind: "system" });
    return had;
  });
}
