import { randomUUID } from "node:crypto";
import { membershipWith, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { transaction } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locales";
import { checkMail, type MailCheck } from "@/lib/mail/check";
import { checkRecords, type RecordCheck } from "@/lib/mail/records";
import { messageIdOf } from "@/lib/mail/transport";
import { fail, ok, type Result } from "@/lib/result";
import { throttle } from "@/lib/throttle/commands";

const perHour = 10;

/** Sends a test mail to an owner of a letter, ten times an hour at most, and looks the sender's records up. */
export async function testMail(
  letterId: string,
  owner: { moderatorId: string; email: string; locale: Locale },
): Promise<Result<{ check: MailCheck; records: RecordCheck[] }, "unknown" | "tooOften">> {
  const { moderatorId, email: to, locale } = owner;
  const refusal = await transaction(async (tx) => {
    const where = { ...membershipWith("govern", moderatorId), letterId };
    if ((await tx.membership.count({ where })) === 0) return "unknown";
    const limit = { scope: "mail-test", subject: moderatorId, max: perHour, windowSeconds: 3600 };
    if ((await throttle([limit], tx)) !== null) return "tooOften";
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [{ letterId, signatureId: null, actor, action: "mail_test" }]);
    return null;
  });
  if (refusal) return refusal === "unknown" ? notTheirs(refusal) : fail(refusal);
  const messageId = messageIdOf(randomUUID());
  const [check, records] = await Promise.all([checkMail({ to, locale, messageId }), checkRecords()]);
  return ok({ check, records });
}
