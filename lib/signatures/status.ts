import { type Actor, record } from "@/lib/audit/commands";
import type { Tx } from "@/lib/db";
import { announceWaiting } from "@/lib/digest/announce";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { queueJob } from "@/lib/jobs/queue";
import { fail, ok, type Result } from "@/lib/result";

/**
 * The life of a signature: every allowed move, and who may make it. This module is the only writer of
 * `signature.status`; the database refuses a move that is not in this table (check_signature_move).
 */
export const moves = {
  confirm: { from: ["unconfirmed"], to: "pending", by: ["signer", "system"] },
  approve: { from: ["pending"], to: "published", by: ["moderator"] },
  reject: { from: ["pending"], to: "rejected", by: ["moderator"] },
  remove: { from: ["published"], to: "removed", by: ["moderator"] },
  withdraw: { from: ["published"], to: "withdrawn", by: ["signer"] },
  reopen: { from: ["rejected", "removed"], to: "pending", by: ["moderator"] },
  // A decision taken back within its ten seconds (lib/moderation/commands.ts).
  undo: { from: ["published", "rejected"], to: "pending", by: ["moderator"] },
  restore: { from: ["removed"], to: "published", by: ["moderator"] },
} as const satisfies Record<string, { from: SignatureStatus[]; to: SignatureStatus; by: Actor["kind"][] }>;

export type Move = keyof typeof moves;

/** The moves that a signature in this status allows to this kind of actor. */
export function movesFrom(status: SignatureStatus, actor: Actor["kind"]): Move[] {
  return (Object.keys(moves) as Move[]).filter((name) => isAllowed(name, status, actor));
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
  /** Goes into the audit entry; must hold no personal data. */
  detail?: string;
}

/** Why a move did not happen: the signature is gone, or its status (now `status`) does not allow it. */
export type MoveRefusal = { code: "unknown" } | { code: "notAllowed"; status: SignatureStatus };

/**
 * Moves a signature to its next status, inside the caller's transaction, with its audit entry and the letter's count
 * and place in the list. Of two at once, the first to commit wins and the other gets `notAllowed`.
 */
export async function moveSignature(
  tx: Tx,
  request: MoveRequest,
): Promise<Result<{ letterId: string; from: SignatureStatus; hadPosition: number | null }, MoveRefusal>> {
  const [current] = await tx.$queryRaw<
    { status: SignatureStatus; letterId: string; position: number | null }[]
  >`
    SELECT status, letter_id AS "letterId", position FROM signature WHERE id = ${request.signatureId}::uuid FOR UPDATE`;
  if (!current) return fail({ code: "unknown" });
  if (!isAllowed(request.move, current.status, request.actor.kind)) {
    return fail({ code: "notAllowed", status: current.status });
  }
  const to = moves[request.move].to;
  const position = await nextPosition(tx, current.letterId, current.status, to, request.position);
  await tx.$executeRaw`
    UPDATE signature SET
      status = ${to}::signature_status,
      position = ${position},
      aside = NULL,
      confirmed_at = CASE WHEN ${request.move} = 'confirm' THEN ${request.now} ELSE confirmed_at END,
      first_decided_at = CASE
        WHEN ${request.move} IN ('approve', 'reject') THEN coalesce(first_decided_at, ${request.now})
        WHEN ${request.move} = 'undo' AND first_decided_at = decided_at THEN NULL
        ELSE first_decided_at END,
      decided_at = CASE WHEN ${request.actor.kind} = 'moderator' THEN ${request.now} ELSE decided_at END,
      published_at = CASE WHEN ${to} = 'published' THEN ${request.now} ELSE published_at END
    WHERE id = ${request.signatureId}::uuid`;
  await record(tx, [
    {
      letterId: current.letterId,
      signatureId: request.signatureId,
      actor: request.actor,
      action: request.move,
      from: current.status,
      to,
      detail: request.detail,
    },
  ]);
  if (to === "pending") {
    const { signatureId } = request;
    await queueJob(tx, "gather_evidence", { signatureId }, `evidence ${signatureId}`);
    // What is taken back within ten seconds waits again, not newly.
    if (request.move !== "undo") await announceWaiting(tx, current.letterId, signatureId);
  }
  return ok({ letterId: current.letterId, from: current.status, hadPosition: current.position });
}

/** Keeps the letter's count, and hands out the place at the end of the list. */
async function nextPosition(
  tx: Tx,
  letterId: string,
  from: SignatureStatus,
  to: SignatureStatus,
  earlier: number | undefined,
): Promise<number | null> {
  if (to === "published" && earlier !== undefined) {
    await tx.letter.update({ where: { id: letterId }, data: { publishedCount: { increment: 1 } } });
    return earlier;
  }
  if (to === "published") {
    const letter = await tx.letter.update({
      where: { id: letterId },
      data: { publishedCount: { increment: 1 }, lastPosition: { increment: 1 } },
      select: { lastPosition: true },
    });
    return letter.lastPosition;
  }
  if (from === "published") {
    await tx.letter.update({ where: { id: letterId }, data: { publishedCount: { decrement: 1 } } });
  }
  return null;
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
        website, representative_name, representative_role, show_representative, email, locale, created_at, network,
        form_sha256)
      VALUES (${s.id}::uuid, ${s.letterId}::uuid, ${s.letterVersionId}::uuid, 'unconfirmed', ${s.kind}::signatory_kind, ${s.name},
        ${s.nameLang ?? null}, ${s.nameAlt ?? null}, ${s.nameAltLang ?? null}, ${s.country ?? null}, ${s.website ?? null},
        ${s.representativeName ?? null}, ${s.representativeRole ?? null}, ${s.showRepresentative ?? false}, ${s.email ?? null},
        ${s.locale}, ${s.createdAt ?? new Date()}, ${s.network ?? null},
        ${s.formSha256 ?? null})
      ON CONFLICT DO NOTHING
      RETURNING id, letter_id
    )
    INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
    SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM begun`;
  return count > 0;
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
    where: { letterId, importKey: { in: keys } },
    select: { importKey: true },
  });
  const knownKeys = new Set(known.map(({ importKey }) => importKey));
  const added = signatures.filter(({ importKey }) => !importKey || !knownKeys.has(importKey));
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
  await queueJob(tx, "gather_missing", {}, "gather missing");
  return added.length;
}
