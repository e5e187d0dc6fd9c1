import { noteAccountChange } from "@/lib/accounts/changes";
import { takeRecoveryCode } from "@/lib/accounts/recovery-codes";
import { countGuess, throttleFactor, uncountGuess } from "@/lib/accounts/second-factor";
import { markPassed, type Passing, type RenewedSession } from "@/lib/accounts/sessions";
import { codeIn, takeTotpCode } from "@/lib/accounts/totp";
import { transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";

/** `waitDay`: too many wrong codes of the app in a day; recovery codes and passkeys go on. */
export type CodeRefusal = "wrong" | "wait" | "waitDay";

/** Passes the second factor with a code of the app, or with a recovery code, which is used up. */
export async function passWithCode(
  passing: Passing,
  typed: string,
  now: Date,
): Promise<Result<RenewedSession, CodeRefusal>> {
  const code = codeIn(typed);
  return code ? passWithTotp(passing, code, now) : passWithRecoveryCode(passing, typed, now);
}

async function passWithTotp(
  passing: Passing,
  code: string,
  now: Date,
): Promise<Result<RenewedSession, CodeRefusal>> {
  const { moderatorId } = passing;
  const counted = await countGuess(moderatorId);
  if (!counted.ok) return counted;
  return transaction(async (tx) => {
    if (!(await takeTotpCode(tx, moderatorId, code, now))) return fail("wrong");
    await uncountGuess(tx, moderatorId);
    const passed = await markPassed(tx, passing, now);
    return passed ? ok(passed) : fail("wrong");
  });
}

async function passWithRecoveryCode(
  passing: Passing,
  typed: string,
  now: Date,
): Promise<Result<RenewedSession, CodeRefusal>> {
  const { moderatorId } = passing;
  if ((await throttleFactor("factor-recovery", moderatorId)) !== null) return fail("wait");
  return transaction(async (tx) => {
    if (!(await takeRecoveryCode(tx, moderatorId, typed, now))) return fail("wrong");
    await noteAccountChange(tx, moderatorId, "codeUsed");
    const passed = await markPassed(tx, passing, now);
    return passed ? ok(passed) : fail("wrong");
  });
}
