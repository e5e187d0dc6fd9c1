import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { transaction } from "@/lib/db";
import { queueAgain } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";
import { throttle } from "@/lib/throttle/commands";

export const AgainInput = z.object({ signatureId: z.uuid(), messageId: z.uuid() });

/** `notFailed`: it was sent, or is on its way, or nobody may be written to about it any more. */
export type AgainRefusal = "unknown" | "notFailed" | "tooOften";

const perDay = 3;

/** Sends a signature's mail again that failed, for example after the mailbox was emptied; three times a day at most. */
export async function sendAgain(
  { signatureId, messageId }: z.output<typeof AgainInput>,
  moderatorId: string,
): Promise<Result<null, AgainRefusal>> {
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findFirst({
      where: { id: signatureId, letter: havingRight("moderate", moderatorId) },
      select: { letterId: true },
    });
    if (!signature) return notTheirs("unknown");
    const failed = { id: messageId, signatureId, status: "failed", kind: { not: "news" } } as const;
    if ((await tx.message.count({ where: failed })) === 0) return fail("notFailed");
    const limit = { scope: "mail-again", subject: signatureId, max: perDay, windowSeconds: 24 * 3600 };
    if ((await throttle([limit], tx)) !== null) return fail("tooOften");
    await queueAgain(tx, messageId);
    const actor = { kind: "moderator", moderatorId } as const;
    const { letterId } = signature;
    await record(tx, [{ letterId, signatureId, actor, action: "mail_again" }]);
    return ok(null);
  });
}
