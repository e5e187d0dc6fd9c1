import { recordForLetters } from "@/lib/accounts/log";
import { takeRecoveryCode } from "@/lib/accounts/recovery-codes";
import { markPassed, throttleCodes } from "@/lib/accounts/second-factor";
import type { AwaitedFactor } from "@/lib/accounts/sessions";
import { takeTotpCode } from "@/lib/accounts/totp";
import { transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";

/** Passes the second factor with a code of the app, or with a recovery code, which is used up. */
export async function passWithCode(
  awaited: AwaitedFactor,
  typed: string,
  now: Date,
): Promise<Result<null, "wrong" | "wait">> {
  const { moderatorId } = awaited;
  if ((await throttleCodes(moderatorId)) !== null) return fail("wait");
  const digits = typed.replace(/\s/g, "");
  return transaction(async (tx) => {
    if (/^\d{6}$/.test(digits)) {
      if (!(await takeTotpCode(tx, moderatorId, digits, now))) return fail("wrong");
    } else {
      if (!(await takeRecoveryCode(tx, moderatorId, typed, now))) return fail("wrong");
      await recordForLetters(tx, awaited, "recoveryUse");
    }
    return (await markPassed(tx, awaited, now)) ? ok(null) : fail("wrong");
  });
}
