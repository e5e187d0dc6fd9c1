import { randomUUID } from "node:crypto";
import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { reopenAmendments } from "@/lib/amendments/closing";
import {
  type ApprovalRefusal,
  approvalRefusals,
  clearObjection,
  objectedAmong,
  reopenObjections,
} from "@/lib/authority/approval";
import { type Tx, transaction } from "@/lib/db";
import type { Aside, DecisionKind, SignatureStatus } from "@/lib/generated/prisma/enums";
import { canCancelMessages, cancelMessages, queueMessages } from "@/lib/mail/queue";
import { type Change, changesSince, lockSignature, lockSignatures } from "@/lib/moderation/changes";
import { closeQuestions, reopenQuestions } from "@/lib/questions/closing";
import { fail, ok, type Result } from "@/lib/result";
import { type MoveRefusal, moveSignature, moveSignatures, movesFrom } from "@/lib/signatures/status";
import { optionalText } from "@/lib/text";

export const reasonLimit = 1000;

/** For how long a decision can be taken back, and how much later its mail goes out: clocks and commits need a moment. */
export const undoSeconds = 10;
export const mailSeconds = undoSeconds + 2;

/** A moderator's decision as it comes from the desk. A rejection and a removal tell the signer why. */
export const DecisionInput = z
  .object({
    signatureId: z.uuid(),
    kind: z.enum(["approve", "reject", "remove", "reopen"]),
    reason: optionalText(reasonLimit).default(""),
    /** That the organisation has cleared its objection up, for an approval in spite of it. */
    cleared: z.boolean().optional(),
  })
  .superRefine(({ kind, reason }, context) => {
    if (needsReason(kind) && reason === "")
      context.addIssue({ code: "custom", path: ["reason"], message: "required" });
  });
export type DecisionInput = z.output<typeof DecisionInput>;

/** Whether the signer must be told why. */
export function needsReason(kind: DecisionKind): boolean {
  return kind === "reject" || kind === "remove";
}

export type DecisionRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | { code: "unknown" }
  /** Somebody was faster; `status` is what it is now, `changes` what others did since the moderator looked. */
  | { code: "alreadyDecided"; status: SignatureStatus; changes: Change[] }
  /** It can still be decided, but others did something to it since the moderator looked. */
  | { code: "changed"; changes: Change[] }
  /** The organisation must be told first, or has objected. */
  | ApprovalRefusal;

export interface Decided {
  name: string;
  decisionId: string;
}

const mailFor = { approve: "published", reject: "rejected", remove: "removed", reopen: null } as const;

/**
 * Carries out a decision: status, audit entry, decision and the signer's mail in one transaction. Of two moderators
 * at once, the first to commit decides and the other is told what the signature is now. `seen` is the newest entry of the
 * signature's history that the moderator had on the screen: with it, what others did since is told before it is decided about.
 */
export async function decide(
  input: DecisionInput,
  moderatorId: string,
  now: Date,
  seen: bigint | null = null,
): Promise<Result<Decided, DecisionRefusal>> {
  const { signatureId, kind, reason, cleared } = input;
  return transaction(async (tx) => {
    if (seen !== null) await lockSignature(tx, signatureId);
    const changes = seen === null ? [] : await changesSince(tx, { signatureId, seen, moderatorId });
    if (changes.length > 0 && (await isDecidable(tx, signatureId, kind, moderatorId)))
      return fail({ code: "changed", changes });
    const decisions = { signatureIds: [signatureId], kind, cleared, reasonFor: () => reason };
    const outcomes = await decideIn(tx, decisions, moderatorId, now);
    const decided = outcomes.get(signatureId) ?? notTheirs({ code: "unknown" });
    return decided.ok || decided.error.code !== "alreadyDecided"
      ? decided
      : fail({ ...decided.error, changes });
  });
}

async function isDecidable(tx: Tx, id: string, kind: DecisionKind, moderatorId: string): Promise<boolean> {
  const signature = await tx.signature.findFirst({
    where: { id, letter: havingRight("moderate", moderatorId) },
    select: { status: true },
  });
  return signature !== null && movesFrom(signature.status, "moderator").includes(kind);
}

/** One decision about signatures of one letter. */
export interface Decisions {
  signatureIds: string[];
  kind: DecisionKind;
  /** The reason as a signer of that language reads it. */
  reasonFor: (locale: string) => string;
  /** Whether an approval says that the organisation has cleared its objection up. */
  cleared?: boolean;
  /** The bulk decision that they are part of; their mails then wait for `releaseMessages`. */
  bulkId?: string;
}

/** `decide` for many, in the order given and inside a transaction of the caller's; what is refused, it has not touched. */
export async function decideIn(
  tx: Tx,
  decisions: Decisions,
  moderatorId: string,
  now: Date,
): Promise<Map<string, Result<Decided, DecisionRefusal>>> {
  const { kind, reasonFor, bulkId, cleared = false } = decisions;
  const signatures = await tx.signature.findMany({
    where: { id: { in: decisions.signatureIds }, letter: havingRight("moderate", moderatorId) },
    select: { id: true, name: true, email: true, locale: true },
  });
  const allowed = new Map(signatures.map((signature) => [signature.id, signature]));
  const theirs = decisions.signatureIds.filter((id) => allowed.has(id));
  // Behind the locks: an objection at the same moment is seen here, or sees the approval.
  await lockSignatures(tx, theirs);
  const refused = kind === "approve" ? await approvalRefusals(tx, theirs, cleared, now) : new Map();
  const signatureIds = theirs.filter((id) => !refused.has(id));
  const actor = { kind: "moderator", moderatorId } as const;
  const asides = kind === "reopen" ? await asidesOf(tx, signatureIds) : undefined;
  const moved = await moveSignatures(tx, { signatureIds, move: kind, actor, asides, now });
  const outcomes = new Map<string, Result<Decided, DecisionRefusal>>();
  for (const [id, refusal] of refused) outcomes.set(id, fail(refusal));
  const kept: KeptDecision[] = [];
  for (const [signatureId, outcome] of moved) {
    const signature = allowed.get(signatureId);
    if (!outcome.ok || !signature) {
      outcomes.set(signatureId, fail(outcome.ok ? { code: "unknown" } : refusalOf(outcome.error)));
      continue;
    }
    const decisionId = randomUUID();
    const { name, email, locale } = signature;
    kept.push({
      decisionId,
      signatureId,
      locale,
      isReachable: email !== null,
      reason: reasonFor(locale) || null,
      position: outcome.value.hadPosition,
      aside: outcome.value.hadAside,
    });
    outcomes.set(signatureId, ok({ name, decisionId }));
    if (kind === "approve" && cleared)
      await clearObjection(tx, { letterId: outcome.value.letterId, signatureId }, moderatorId, now);
  }
  await keepDecisions(tx, kept, { kind, moderatorId, bulkId, now });
  await closeQuestions(
    tx,
    kept.map(({ signatureId }) => signatureId),
    now,
  );
  const mail = mailFor[kind];
  if (mail) {
    const messages = kept.flatMap(({ isReachable, locale, signatureId, decisionId }) =>
      isReachable ? [{ kind: mail, locale, signatureId, decisionId }] : [],
    );
    await queueMessages(tx, messages, bulkId ? null : mailSeconds);
  }
  return outcomes;
}

/** What an organisation objected to is put aside again when it comes back to the queue. */
async function asidesOf(tx: Tx, signatureIds: string[]): Promise<Map<string, Aside | null>> {
  return new Map([...(await objectedAmong(tx, signatureIds))].map((id) => [id, "objection"]));
}

function refusalOf(refused: MoveRefusal): { code: "unknown" } | AlreadyDecided {
  return refused.code === "unknown"
    ? refused
    : { code: "alreadyDecided", status: refused.status, changes: [] };
}

type AlreadyDecided = Extract<DecisionRefusal, { code: "alreadyDecided" }>;

interface KeptDecision {
  decisionId: string;
  signatureId: string;
  locale: string;
  isReachable: boolean;
  reason: string | null;
  position: number | null;
  aside: Aside | null;
}

/** Keeps the decisions, each with the evidence as it stood. */
async function keepDecisions(
  tx: Tx,
  kept: KeptDecision[],
  by: { kind: DecisionKind; moderatorId: string; bulkId: string | undefined; now: Date },
): Promise<void> {
  if (kept.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO decision (id, signature_id, moderator_id, kind, reason, decided_at, position, aside, bulk_id, evidence)
    SELECT d.id, d.signature_id, ${by.moderatorId}::uuid, ${by.kind}::decision_kind, d.reason, ${by.now}, d.position,
      d.aside::aside, ${by.bulkId ?? null}::uuid,
      (SELECT jsonb_agg(jsonb_build_object('code', code, 'weighs', weighs, 'values', values, 'checkedAt', checked_at) ORDER BY place)
       FROM evidence e WHERE e.signature_id = d.signature_id)
    FROM unnest(${kept.map(({ decisionId }) => decisionId)}::uuid[], ${kept.map(({ signatureId }) => signatureId)}::uuid[],
      ${kept.map(({ reason }) => reason)}::text[], ${kept.map(({ position }) => position)}::int[],
      ${kept.map(({ aside }) => aside)}::text[])
      AS d(id, signature_id, reason, position, aside)`;
}

export type UndoRefusal =
  /** Not there, not this moderator's letter, or not a decision that can be taken back. */
  | { code: "unknown" }
  /** Its ten seconds are over, or its mail is gone: reopen instead. */
  | { code: "tooLate" }
  /** Somebody decided again meanwhile. */
  | AlreadyDecided;

const undoMoves = { approve: "undo", reject: "undo", remove: "restore", reopen: null } as const;

/** Takes a decision back within ten seconds, by whoever may decide: the signature stands as before, and no mail goes out. */
export async function undo(
  decisionId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<{ name: string; reason: string }, UndoRefusal>> {
  return transaction(async (tx) => {
    if (!z.uuid().safeParse(decisionId).success) return fail({ code: "unknown" as const });
    const decision = await tx.decision.findFirst({
      where: {
        id: decisionId,
        undoneAt: null,
        signature: { letter: havingRight("moderate", moderatorId) },
      },
      include: { signature: { select: { name: true } } },
    });
    const move = decision && undoMoves[decision.kind];
    if (!decision || !move) return notTheirs({ code: "unknown" });
    if (now.getTime() - decision.decidedAt.getTime() > undoSeconds * 1000)
      return fail({ code: "tooLate" as const });
    const { signatureId } = decision;
    // The signature's row is the lock: nobody decides between the look and the move.
    const current = await lockSignature(tx, signatureId);
    const latest = await tx.decision.findFirst({
      where: { signatureId, undoneAt: null },
      orderBy: { number: "desc" },
    });
    if (!current) return fail({ code: "unknown" as const });
    if (latest?.id !== decisionId) return fail(refusalOf({ code: "notAllowed", status: current.status }));
    if (!(await canCancelMessages(tx, { decisionId }))) return fail({ code: "tooLate" as const });
    const isObjected = (await objectedAmong(tx, [signatureId])).has(signatureId);
    // An objection came in between: what was taken off the list does not go back there by an undo.
    if (isObjected && move === "restore")
      return fail(refusalOf({ code: "notAllowed", status: current.status }));
    const moved = await moveSignature(tx, {
      signatureId,
      move,
      asides: new Map([[signatureId, isObjected ? "objection" : decision.aside]]),
      actor: { kind: "moderator", moderatorId },
      now,
      position: decision.position ?? undefined,
    });
    if (!moved.ok) return fail(refusalOf(moved.error));
    await cancelMessages(tx, { decisionId });
    await reopenQuestions(tx, [signatureId], decision.decidedAt);
    await reopenObjections(tx, [signatureId], decision.decidedAt);
    if (move === "restore") await reopenAmendments(tx, [signatureId], decision.decidedAt);
    await tx.decision.update({ where: { id: decisionId }, data: { undoneAt: now } });
    return ok({ name: decision.signature.name, reason: decision.reason ?? "" });
  });
}
