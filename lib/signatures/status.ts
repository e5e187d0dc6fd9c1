import { closeAmendments } from "@/lib/amendments/closing";
import { type Actor, record } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";
import { announceWaiting } from "@/lib/digest/announce";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Aside, SignatureStatus } from "@/lib/generated/prisma/enums";
import { endHandovers } from "@/lib/handovers/closing";
import { queueJob, queueJobs } from "@/lib/jobs/queue";
import { logPublished, logRemoved } from "@/lib/ledger/commands";
import { fail, ok, type Result } from "@/lib/result";
import { erasedImportKey } from "@/lib/signatures/marks";

/**
 * The life of a signature: every allowed move, and who may make it. This module is the only writer of
 * `signature.status`; the database refuses a move that is not in this table (check_signature_move).
 */
export const moves = {
  confirm: { from: ["unconfirmed"], to: "pending", by: ["signer", "system"] },
  approve: { from: ["pending"], to: "published", by: ["moderator"] },
  reject: { from: ["pending"], to: "rejected", by: ["moderator"] },
  // Nobody decided until the letter's data ran out (lib/privacy/retention.ts).
  lapse: { from: ["pending"], to: "rejected", by: ["system"] },
  remove: { from: ["published"], to: "removed", by: ["moderator"] },
  withdraw: { from: ["pending", "published"], to: "withdrawn", by: ["signer"] },
  reopen: { from: ["rejected", "removed"], to: "pending", by: ["moderator"] },
  // A decision taken back within its ten seconds (lib/moderation/commands.ts).
  undo: { from: ["published", "rejected"], to: "pending", by: ["moderator"] },
  // An organisation objects to what somebody signed for it (lib/authority).
  object: { from: ["published"], to: "pending", by: ["organisation"] },
  restore: { from: ["removed"], to: "published", by: ["moderator"] },
} as const satisfies Record<string, { from: SignatureStatus[]; to: SignatureStatus; by: Actor["kind"][] }>;

export type Move = keyof typeof moves;

/** The moves that a signature in this status allows to this kind of actor. */
export function movesFrom(status: SignatureStatus, actor: Actor["kind"]): Move[] {
  return (Object.keys(moves) as Move[]).filter((name) => isAllowed(name, status, actor));
}

/** Whether a signature's life is over in a status; some can be opened again. */
function hasEnded(status: SignatureStatus): boolean {
  return status === "rejected" || status === "withdrawn" || status === "removed";
}

function isAllowed(move: Move, status: SignatureStatus, actor: Actor["kind"]): boolean {
  const { from, by } = moves[move];
  return (from as SignatureStatus[]).includes(status) && (by as Actor["kind"][]).includes(actor);
}

export interface MoveRequest {
  signatureId: string;
  move: Move;
  actor: Actor;
  now: Date;
  /** The place in the list that a removed signature had, for `restore`. */
  position?: number;
  /** Where signatures were put aside before what is taken back, by id, for `undo` and `object`. */
  asides?: Map<string, Aside | null>;
  /** Goes into the audit entry; must hold no personal data. */
  detail?: string;
}

/** Why a move did not happen: the signature is gone, or its status (now `status`) does not allow it. */
export type MoveRefusal = { code: "unknown" } | { code: "notAllowed"; status: SignatureStatus };

export interface Moved {
  letterId: string;
  from: SignatureStatus;
  /** The place in the list that the move took away. */
  hadPosition: number | null;
  /** Where it was put aside; a move ends that. */
  hadAside: Aside | null;
}

/**
 * Moves a signature to its next status, inside the caller's transaction, with its audit entry and the letter's count
 * and place in the list. Of two at once, the first to commit wins and the other gets `notAllowed`.
 */
export async function moveSignature(tx: Tx, request: MoveRequest): Promise<Result<Moved, MoveRefusal>> {
  const outcomes = await moveSignatures(tx, { ...request, signatureIds: [request.signatureId] });
  return outcomes.get(request.signatureId) ?? fail({ code: "unknown" });
}

/** The same for many of one letter, in the order given: a few statements, however many they are. */
export async function moveSignatures(
  tx: Tx,
  request: Omit<MoveRequest, "signatureId"> & { signatureIds: string[] },
): Promise<Map<string, Result<Moved, MoveRefusal>>> {
  const { signatureIds, move, actor } = request;
  // Everybody locks in the order of ids, so that no two wait for each other.
  const rows = await tx.$queryRaw<
    {
      id: string;
      status: SignatureStatus;
      letterId: string;
      position: number | null;
      aside: Aside | null;
      isAnonymised: boolean;
    }[]
  >`
    SELECT id, status, letter_id AS "letterId", position, aside, anonymised_at IS NOT NULL AS "isAnonymised" FROM signature
    WHERE id = ANY(${signatureIds}::uuid[]) ORDER BY id FOR UPDATE`;
  const found = new Map(rows.map((row) => [row.id, row]));
  const outcomes = new Map<string, Result<Moved, MoveRefusal>>();
  for (const id of new Set(signatureIds)) {
    const current = found.get(id);
    if (!current) outcomes.set(id, fail({ code: "unknown" }));
    else if (current.isAnonymised || !isAllowed(move, current.status, actor.kind))
      outcomes.set(id, fail({ code: "notAllowed", status: current.status }));
    else {
      const { letterId, status: from, position: hadPosition, aside: hadAside } = current;
      outcomes.set(id, ok({ letterId, from, hadPosition, hadAside }));
    }
  }
  const moved = [...outcomes].flatMap(([id, outcome]) => (outcome.ok ? [{ id, ...outcome.value }] : []));
  await carryOut(tx, request, moved);
  return outcomes;
}

async function carryOut(
  tx: Tx,
  request: Omit<MoveRequest, "signatureId">,
  moved: (Moved & { id: string })[],
): Promise<void> {
  const first = moved[0];
  if (!first) return;
  const { move, actor, now, detail } = request;
  const { letterId } = first;
  if (moved.some((one) => one.letterId !== letterId)) throw new Error("signatures of two letters at once");
  const to = moves[move].to;
  const asides = moved.map(({ id }) => request.asides?.get(id) ?? null);
  const positions = await nextPositions(tx, letterId, to, moved, request.position);
  const ended = moved.flatMap(({ id, from }) => (from === "published" ? [id] : []));
  await logRemoved(tx, { letterId, now }, ended);
  await closeAmendments(tx, ended, now);
  if (hasEnded(to)) await endHandovers(tx, { signatureId: { in: moved.map(({ id }) => id) } }, now);
  await tx.$executeRaw`
    UPDATE signature SET
      status = ${to}::signature_status,
      position = moved.position,
      aside = moved.aside::aside,
      confirmed_at = CASE WHEN ${move} = 'confirm' THEN ${now} ELSE confirmed_at END,
      first_decided_at = CASE
        WHEN ${move} IN ('approve', 'reject') THEN coalesce(first_decided_at, ${now})
        WHEN ${move} = 'undo' AND first_decided_at = decided_at THEN NULL
        ELSE first_decided_at END,
      decided_at = CASE WHEN ${actor.kind} = 'moderator' THEN ${now} ELSE decided_at END,
      published_at = CASE WHEN ${to} = 'published' THEN ${now} ELSE published_at END,
      ended_at = ${hasEnded(to) ? now : null},
      -- It served to know a form again that nobody confirmed yet.
      form_mark = NULL
    FROM unnest(${moved.map(({ id }) => id)}::uuid[], ${positions}::int[], ${asides}::text[]) AS moved(id, position, aside)
    WHERE signature.id = moved.id`;
  await record(
    tx,
    moved.map(({ id, from }) => ({ letterId, signatureId: id, actor, action: move, from, to, detail })),
  );
  if (to === "published") {
    const published = moved.map(({ id }) => id);
    await logPublished(tx, { letterId, now }, published);
  }
  if (to === "pending") {
    await queueJobs(
      tx,
      "gather_evidence",
      moved.map(({ id }) => ({ payload: { signatureId: id }, key: `evidence ${id}` })),
    );
    // What is taken back within ten seconds waits again, not newly; what an organisation objects to is put aside.
    if (move !== "undo" && move !== "object") {
      await announceWaiting(
        tx,
        letterId,
        moved.map(({ id }) => id),
      );
    }
  }
}

/** Keeps the letter's count, and hands out the places at the end of the list. */
async function nextPositions(
  tx: Tx,
  letterId: string,
  to: SignatureStatus,
  moved: Moved[],
  earlier: number | undefined,
): Promise<(number | null)[]> {
  const count = moved.length;
  if (to === "published") {
    const isNew = earlier === undefined;
    const letter = await tx.letter.update({
      where: { id: letterId },
      data: { publishedCount: { increment: count }, lastPosition: { increment: isNew ? count : 0 } },
      select: { lastPosition: true },
    });
    return moved.map((_, at) => (isNew ? letter.lastPosition - count + at + 1 : earlier));
  }
  const gone = moved.filter(({ from }) => from === "published").length;
  if (gone > 0) {
    await tx.letter.update({ where: { id: letterId }, data: { publishedCount: { decrement: gone } } });
  }
  return moved.map(() => null);
}

/** A new signature's data; everything but where it stands in its life. */
export type NewSignature = Omit<
  Prisma.SignatureCreateManyInput,
  "status" | "position" | "confirmedAt" | "decidedAt" | "firstDecidedAt" | "publishedAt"
> & { id: string };

/**
 * Stores a new signature, unconfirmed, with its audit entry: one statement, for this is what a busy day is made of.
 * @returns false when the very same form already waits for its confirmation (a double click).
 */
export async function beginSignature(tx: Tx, s: NewSignature): Promise<boolean> {
  const count = await tx.$executeRaw`
    WITH begun AS (
      INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, name_lang, name_alt, name_alt_lang, country,
        website, representative_name, representative_role, show_representative, sealed_email, email_index,
        email_domain_index, locale, created_at, network, is_proven, form_mark)
      VALUES (${s.id}::uuid, ${s.letterId}::uuid, ${s.letterVersionId}::uuid, 'unconfirmed', ${s.kind}::signatory_kind, ${s.name},
        ${s.nameLang ?? null}, ${s.nameAlt ?? null}, ${s.nameAltLang ?? null}, ${s.country ?? null}, ${s.website ?? null},
        ${s.representativeName ?? null}, ${s.representativeRole ?? null}, ${s.showRepresentative ?? false},
        ${s.sealedEmail ?? null}, ${s.emailIndex ?? null}, ${s.emailDomainIndex ?? null}, ${s.locale}, ${s.createdAt ?? new Date()},
        ${s.network ?? null}, ${s.isProven ?? null}, ${s.formMark ?? null})
      ON CONFLICT DO NOTHING
      RETURNING id, letter_id
    )
    INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
    SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM begun`;
  return count > 0;
}

/** Deletes those of some signatures that nobody confirmed. Returns them. */
export function deleteUnconfirmed(tx: Tx, ids: string[]): Promise<{ id: string; letterId: string }[]> {
  return tx.$queryRaw`
    DELETE FROM signature WHERE id = ANY(${ids}::uuid[]) AND status = 'unconfirmed' RETURNING id, letter_id AS "letterId"`;
}

/**
 * Stores signatures that an owner imports as already published, in the order given, at the end of the list.
 * Rows whose `importKey` the letter already has are left as they are.
 * @returns how many were new.
 */
export async function importPublished(
  tx: Tx,
  letterId: string,
  signatures: NewSignature[],
  now: Date,
): Promise<number> {
  const [letter] = await tx.$queryRaw<{ lastPosition: number }[]>`
    SELECT last_position AS "lastPosition" FROM letter WHERE id = ${letterId}::uuid FOR UPDATE`;
  if (!letter) throw new Error(`no letter ${letterId}`);
  const keys = signatures.flatMap(({ importKey }) => importKey ?? []);
  const known = await tx.signature.findMany({
    where: { letterId, importKey: { in: keys.flatMap((key) => [key, erasedImportKey(key)]) } },
    select: { importKey: true },
  });
  const knownKeys = new Set(known.map(({ importKey }) => importKey));
  // A name that was erased does not come back with the next import of the same file.
  const added = signatures.filter(
    ({ importKey }) => !importKey || !(knownKeys.has(importKey) || knownKeys.has(erasedImportKey(importKey))),
  );
  if (added.length === 0) return 0;
  await tx.signature.createMany({
    data: added.map((signature, index) => ({
      ...signature,
      status: "published",
      position: letter.lastPosition + index + 1,
      publishedAt: now,
    })),
  });
  await record(
    tx,
    added.map(({ id }) => ({
      letterId,
      signatureId: id,
      actor: { kind: "import" },
      action: "import",
      from: null,
      to: "published",
    })),
  );
  await tx.letter.update({
    where: { id: letterId },
    data: { publishedCount: { increment: added.length }, lastPosition: { increment: added.length } },
  });
  const published = added.map(({ id }) => id);
  await logPublished(tx, { letterId, now }, published);
  await queueJob(tx, "gather_missing", {}, "gather missing");
  return added.length;
}
