import { havingRight, notTheirs, type Right } from "@/lib/accounts/rights";
import { addressIndex } from "@/lib/addresses/blind-index";
import { type Actor, record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import type { Protection } from "@/lib/generated/prisma/client";
import type { GateInput, LimitsInput, SlowInput } from "@/lib/protection/schema";
import { lockProtection, slowMs } from "@/lib/protection/slow";
import { forgetWatch, mostGates } from "@/lib/protection/watch";
import { fail, ok, type Result } from "@/lib/result";

/** Sets a letter's own limits; for its owners. */
export async function setLimits(
  slug: string,
  limits: LimitsInput,
  moderatorId: string,
): Promise<Result<null, "forbidden">> {
  return withRight(slug, "govern", moderatorId, async (tx, letterId) => {
    await lockProtection(tx, letterId);
    await tx.protection.update({ where: { letterId }, data: limits });
    const own = Object.entries(limits).filter(([, value]) => value !== null);
    await note(
      tx,
      letterId,
      moderatorId,
      "limits",
      own.map(([name, value]) => `${name} ${value}`).join(", "),
    );
    return ok(null);
  });
}

const dayMs = 24 * 3600_000;

/** Puts an entry on the block list or the allow list; for the letter's owners. Of an address its keyed index is all that is kept. */
export async function addGate(
  slug: string,
  { kind, effect, value, reason, days }: GateInput,
  moderatorId: string,
  now: Date,
): Promise<Result<null, "forbidden" | "full">> {
  return withRight<null, "full">(slug, "govern", moderatorId, async (tx, letterId) => {
    await lockProtection(tx, letterId);
    if ((await tx.gate.count({ where: { letterId } })) >= mostGates) return fail("full");
    const isAddress = kind === "address";
    const { id } = await tx.gate.create({
      data: {
        letterId,
        kind,
        effect,
        value: isAddress ? null : value,
        addressIndex: isAddress ? addressIndex(value) : null,
        reason,
        moderatorId,
        createdAt: now,
        expiresAt: days === null ? null : new Date(now.getTime() + days * dayMs),
      },
      select: { id: true },
    });
    await note(tx, letterId, moderatorId, "gateAdd", `${effect} ${kind} ${id}`);
    return ok(null);
  });
}

/** Takes an entry off its list; for the letter's owners. */
export async function removeGate(
  slug: string,
  gateId: string,
  moderatorId: string,
): Promise<Result<null, "forbidden" | "unknown">> {
  return withRight<null, "unknown">(slug, "govern", moderatorId, async (tx, letterId) => {
    const { count } = await tx.gate.deleteMany({ where: { id: gateId, letterId } });
    if (count === 0) return notTheirs("unknown");
    await note(tx, letterId, moderatorId, "gateRemove", gateId);
    return ok(null);
  });
}

/** What was done about slow mode; begun or made longer, until when it lasts where nobody ends it before. */
export type SlowChange = { change: "end" } | { change: "begin" | "prolong"; until: Date };

/**
 * Ends slow mode, and for an hour no burst begins it again; or makes it an hour longer, or begins it. For whoever moderates the letter.
 */
export async function changeSlowMode(
  slug: string,
  { change }: SlowInput,
  moderatorId: string,
  now: Date,
): Promise<Result<SlowChange, "forbidden" | "notSlow">> {
  return withRight<SlowChange, "notSlow">(slug, "moderate", moderatorId, async (tx, letterId) => {
    const { slowUntil } = await lockProtection(tx, letterId);
    const isSlow = slowUntil !== null && slowUntil > now;
    if (change === "end" && !isSlow) return fail("notSlow");
    const slowed = (data: Partial<Protection>) => tx.protection.update({ where: { letterId }, data });
    if (change === "end") {
      await slowed({ slowUntil: now, calmUntil: new Date(now.getTime() + slowMs) });
      await note(tx, letterId, moderatorId, "slowEnd");
      return ok({ change });
    }
    const until = new Date((isSlow ? slowUntil : now).getTime() + slowMs);
    await slowed({ slowUntil: until, calmUntil: null, ...(isSlow ? {} : { slowSince: now }) });
    await note(tx, letterId, moderatorId, isSlow ? "slowProlong" : "slowBegin");
    return ok({ change: isSlow ? "prolong" : "begin", until });
  });
}

/** Work on the protection of a letter by somebody who has the right to it; this process heeds it at once, others within a second. */
async function withRight<T, E>(
  slug: string,
  right: Right,
  moderatorId: string,
  work: (tx: Tx, letterId: string) => Promise<Result<T, E>>,
): Promise<Result<T, E | "forbidden">> {
  let changed = "";
  const outcome = await transaction<Result<T, E | "forbidden">>(async (tx) => {
    const letter = await tx.letter.findFirst({
      where: { slug, ...havingRight(right, moderatorId) },
      select: { id: true },
    });
    if (!letter) return notTheirs("forbidden");
    changed = letter.id;
    return work(tx, letter.id);
  });
  if (changed) forgetWatch(changed);
  return outcome;
}

function note(tx: Tx, letterId: string, moderatorId: string, action: string, detail?: string): Promise<void> {
  const actor: Actor = { kind: "moderator", moderatorId };
  return record(tx, [{ letterId, signatureId: null, actor, action, detail }]);
}
