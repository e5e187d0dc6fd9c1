import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db";
import { Prisma } from "@/lib/generated/prisma/client";
import type { MessageKind } from "@/lib/generated/prisma/enums";

export interface MessageToQueue {
  kind: MessageKind;
  locale: string;
  signatureId?: string;
  decisionId?: string;
  moderatorId?: string;
  /** The letter that it is about; a signature's mail is about the signature's. */
  letterId?: string;
  questionId?: string;
  correctionId?: string;
  invitationId?: string;
  authorityNoticeId?: string;
  /** What changed about somebody's sign-in (lib/accounts/changes.ts). */
  accountChange?: string;
  newsId?: string;
  amendmentId?: string;
  handoverId?: string;
}

/**
 * Queues one mail inside the transaction of the event that causes it, with the job that sends it, not before `delaySeconds`
 * have passed. Tries go on for about three days (25 tries, waits of e^n seconds up to six hours).
 */
export async function queueMessage(tx: Tx, message: MessageToQueue, delaySeconds = 0): Promise<void> {
  await queueMessages(tx, [message], delaySeconds);
}

/**
 * The same for many, in one statement. With `null` for the delay they are written down but wait for `releaseMessages`. A higher
 * number is a lower priority: what is many lets everybody else's mail go first.
 */
export async function queueMessages(
  tx: Tx,
  messages: MessageToQueue[],
  delaySeconds: number | null,
  priority = 0,
): Promise<void> {
  if (messages.length === 0) return;
  const ids = messages.map(() => randomUUID());
  const column = (name: Exclude<keyof MessageToQueue, "kind">) =>
    messages.map((message) => message[name] ?? null);
  const rows = Prisma.sql`
    SELECT * FROM unnest(${ids}::uuid[], ${messages.map(({ kind }) => kind)}::text[], ${column("locale")}::text[],
      ${column("signatureId")}::uuid[], ${column("decisionId")}::uuid[], ${column("moderatorId")}::uuid[],
      ${column("letterId")}::uuid[], ${column("questionId")}::uuid[], ${column("correctionId")}::uuid[],
      ${column("invitationId")}::uuid[], ${column("authorityNoticeId")}::uuid[], ${column("accountChange")}::text[],
      ${column("newsId")}::uuid[], ${column("amendmentId")}::uuid[], ${column("handoverId")}::uuid[])
      AS m(id, kind, locale, signature_id, decision_id, moderator_id, letter_id, question_id, correction_id, invitation_id,
        authority_notice_id, account_change, news_id, amendment_id, handover_id)`;
  const insert = Prisma.sql`
    INSERT INTO message (id, kind, locale, signature_id, decision_id, moderator_id, letter_id, question_id, correction_id,
      invitation_id, authority_notice_id, account_change, news_id, amendment_id, handover_id)
    SELECT id, kind::message_kind, locale, signature_id, decision_id, moderator_id,
      coalesce(letter_id, (SELECT s.letter_id FROM signature s WHERE s.id = m.signature_id)), question_id, correction_id,
      invitation_id, authority_notice_id, account_change, news_id, amendment_id, handover_id FROM m`;
  if (delaySeconds === null) await tx.$executeRaw`WITH m AS (${rows}) ${insert}`;
  else
    await tx.$executeRaw`
      WITH m AS (${rows}), message AS (${insert}) SELECT count(*) FROM ${sendingJobs(Prisma.sql`m`, delaySeconds, priority)}`;
}

/** Jobs that send the messages of a relation with a column `id`; a higher number is a lower priority. */
function sendingJobs(relation: Prisma.Sql, delaySeconds: number, priority: number): Prisma.Sql {
  return Prisma.sql`graphile_worker.add_jobs(ARRAY(
    SELECT ('send_message', json_build_object('messageId', id::text), NULL, now() + make_interval(secs => ${delaySeconds}::int),
      25::smallint, NULL, ${priority}::smallint, NULL)::graphile_worker.job_spec FROM ${relation}))`;
}

/** Lets the mails of a bulk decision go, which were held until all of it was decided. Everybody else's mail goes first. */
export async function releaseMessages(tx: Tx, bulkId: string, delaySeconds: number): Promise<void> {
  const held = Prisma.sql`(
    SELECT m.id FROM message m JOIN decision d ON d.id = m.decision_id WHERE d.bulk_id = ${bulkId}::uuid AND m.status = 'queued'
  ) AS held`;
  await tx.$executeRaw`SELECT count(*) FROM ${sendingJobs(held, delaySeconds, 10)}`;
}

/** Queues a mail once more that failed. */
export async function queueAgain(tx: Tx, messageId: string): Promise<void> {
  await tx.message.updateMany({ where: { id: messageId, status: "failed" }, data: { status: "queued" } });
  const again = Prisma.sql`(SELECT ${messageId}::uuid AS id) AS again`;
  await tx.$executeRaw`SELECT count(*) FROM ${sendingJobs(again, 0, 0)}`;
}

/** What a mail is about, for taking it back. */
type Cause =
  | { decisionId: string }
  | { questionId: string }
  | { authorityNoticeId: string }
  | { amendmentId: string };

/** Whether all mails of a cause are still there to take back. */
export async function canCancelMessages(tx: Tx, cause: Cause): Promise<boolean> {
  return (await tx.message.count({ where: { ...cause, status: { notIn: ["queued", "cancelled"] } } })) === 0;
}

/** Takes back the mails of a cause that were not sent yet. */
export async function cancelMessages(tx: Tx, cause: Cause): Promise<void> {
  await tx.message.updateMany({ where: { ...cause, status: "queued" }, data: { status: "cancelled" } });
}
