import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db";
import type { MessageKind } from "@/lib/generated/prisma/enums";

export interface MessageToQueue {
  kind: MessageKind;
  locale: string;
  signatureId?: string;
  decisionId?: string;
  moderatorId?: string;
  invitationId?: string;
  /** Not before this many seconds have passed. */
  delaySeconds?: number;
}

/**
 * Queues one mail inside the transaction of the event that causes it, with the job that sends it.
 * Tries go on for about three days (25 tries, waits of e^n seconds up to six hours).
 */
export async function queueMessage(tx: Tx, message: MessageToQueue): Promise<string> {
  const id = randomUUID();
  await tx.$executeRaw`
    WITH message AS (
      INSERT INTO message (id, kind, locale, signature_id, decision_id, moderator_id, invitation_id)
      VALUES (${id}::uuid, ${message.kind}::message_kind, ${message.locale}, ${message.signatureId ?? null}::uuid,
              ${message.decisionId ?? null}::uuid, ${message.moderatorId ?? null}::uuid,
              ${message.invitationId ?? null}::uuid)
    )
    SELECT graphile_worker.add_job('send_message', json_build_object('messageId', ${id}::text), max_attempts := 25,
      run_at := now() + make_interval(secs => ${message.delaySeconds ?? 0}::int))`;
  return id;
}

/** Takes back the mails of a decision that were not sent yet. Returns whether all of them were still there to take back. */
export async function cancelMessages(tx: Tx, decisionId: string): Promise<boolean> {
  const { count } = await tx.message.updateMany({
    where: { decisionId, status: "queued" },
    data: { status: "cancelled" },
  });
  return count === (await tx.message.count({ where: { decisionId } }));
}
