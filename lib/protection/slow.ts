import { anybodyWith } from "@/lib/accounts/rights";
import { type Actor, record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { queueMessages } from "@/lib/mail/queue";

/** How long slow mode lasts after the last ten minutes that were a burst. */
export const slowMs = 3600_000;
/** It is prolonged once so much of the hour has passed: not every second of a burst. */
const prolongAfterMs = 10 * 60_000;

const system: Actor = { kind: "system" };

/**
 * Switches slow mode on for an hour, or prolongs it while the burst lasts. Its beginning is told to the moderators once, whoever and
 * how many see it at once: the letter's row of protection is the lock.
 * @returns whether the letter is in slow mode now; not, where somebody switched it off within the last hour.
 */
export async function noteBurst(letterId: string, now: Date): Promise<boolean> {
  return transaction(async (tx) => {
    const { slowUntil, calmUntil } = await lockProtection(tx, letterId);
    if (calmUntil && calmUntil > now) return false;
    const isSlow = slowUntil !== null && slowUntil > now;
    if (isSlow && slowUntil.getTime() - now.getTime() > slowMs - prolongAfterMs) return true;
    const until = new Date(now.getTime() + slowMs);
    await tx.protection.update({
      where: { letterId },
      data: { slowUntil: until, ...(isSlow ? {} : { slowSince: now }) },
    });
    if (isSlow) return true;
    await record(tx, [{ letterId, signatureId: null, actor: system, action: "slowBegin" }]);
    await tellModerators(tx, letterId);
    return true;
  });
}

/** The letter's row of protection, made where it has none, and locked. */
export async function lockProtection(tx: Tx, letterId: string) {
  await tx.$executeRaw`INSERT INTO protection (letter_id) VALUES (${letterId}::uuid) ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`SELECT 1 FROM protection WHERE letter_id = ${letterId}::uuid FOR UPDATE`;
  return tx.protection.findUniqueOrThrow({ where: { letterId } });
}

async function tellModerators(tx: Tx, letterId: string): Promise<void> {
  const memberships = await tx.membership.findMany({
    where: { letterId, ...anybodyWith("moderate") },
    select: { moderatorId: true, moderator: { select: { locale: true } } },
  });
  await queueMessages(
    tx,
    memberships.map(({ moderatorId, moderator }) => ({
      kind: "burst",
      locale: moderator.locale,
      moderatorId,
      letterId,
    })),
    0,
  );
}
