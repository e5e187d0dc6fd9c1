import { recordForLetters } from "@/lib/accounts/log";
import { takeRecoveryCode } from "@/lib/accounts/recovery-codes";
import { countGuess, markPassed, throttleFactor, uncountGuess } from "@/lib/accounts/second-factor";
import type { AwaitedFactor } from "@/lib/accounts/sessions";
import { codeIn, takeTotpCode } from "@/lib/accounts/totp";
import { transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";

/** `waitDay`: too many wrong codes of the app in a day; recovery codes and passkeys go on. */
export type CodeRefusal = "wrong" | "wait" | "waitDay";

/** Passes the second factor with a code of the app, or with a recovery code, which is used up. */
export async function passWithCode(
  awaited: AwaitedFactor,
  typed: string,
  now: Date,
): Promise<Result<null, CodeRefusal>> {
  const code = codeIn(typed);
  return code ? passWithTotp(awaited, code, now) : passWithRecoveryCode(awaited, typed, now);
}

async function passWithTotp(
  awaited: AwaitedFactor,
  code: string,
  now: Date,
): Promise<Result<null, CodeRefusal>> {
  const { moderatorId } = awaited;
  const counted = await countGuess(moderatorId);
  if (!counted.ok) return counted;
  return transaction(async (tx) => {
    if (!(await takeTotpCode(tx, moderatorId, code, now))) return fail("wrong");
    await uncountGuess(tx, moderatorId);
    return (await markPassed(tx, awaited, now)) ? ok(null) : fail("wrong");
  });
}

async function passWithRecoveryCode(
  awaited: AwaitedFactor,
  typed: string,
  now: Date,
): Promise<Result<null, CodeRefusal>> {
  const { moderatorId } = awaited;
  if ((await throttleFactor("factor-recovery", moderatorId)) !== null) return fail("wait");
  return transaction(async (tx) => {
    if (!(await takeRecoveryCode(tx, moderatorId, typed, now))) return fail("wrong");
    await recordForLetters(tx, awaited, "recoveryUse");
    return (await markPassed(tx, awaited, now)) ? ok(null) : fail("wrong");
  });
}
