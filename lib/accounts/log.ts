import { type Actor, record } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";

/** An audit entry about a letter's people. `detail` names moderators by id: it outlives their addresses. */
export async function recordFor(
  tx: Tx,
  letterId: string,
  actor: Actor,
  action: string,
  detail: string,
): Promise<void> {
  await record(tx, [{ letterId, signatureId: null, actor, action, detail }]);
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
