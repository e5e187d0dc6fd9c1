import { openAddress, type Sealed, withModeratorEmail } from "@/lib/addresses/seal";
import { csvLine } from "@/lib/csv";
import { db, type Tx } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";

export interface HistoryEntry {
  id: bigint;
  at: Date;
  action: string;
  actor: "signer" | "moderator" | "import" | "system" | "organisation";
  moderatorEmail: string | null;
  /** Whom it was assigned to, which tag; null where the action says all, or the thing is gone. */
  about: string | null;
}

/** What happened to a signature, oldest first, the newest 200 entries. */
export async function historyOf(signatureId: string): Promise<HistoryEntry[]> {
  const newest = await db().$queryRaw<(Sealed<HistoryEntry> & { assignee: Uint8Array | null })[]>`
    SELECT e.id, e.at, e.action, e.actor, m.sealed_email AS "moderatorEmail", a.sealed_email AS assignee, t.name AS about
    FROM audit_entry e LEFT JOIN moderator m ON m.id = e.moderator_id
      LEFT JOIN moderator a ON e.action = 'assign' AND a.id::text = e.detail
      LEFT JOIN tag t ON e.action IN ('tag', 'untag') AND t.id::text = e.detail
    WHERE e.signature_id = ${signatureId}::uuid ORDER BY e.id DESC LIMIT 200`;
  return newest.reverse().map(({ assignee, ...entry }) => ({
    ...withModeratorEmail(entry),
    about: openAddress(assignee, "moderator.email") ?? entry.about,
  }));
}

/** The newest entry of a letter's log, by its id; 0 where there is none. Read before a list, it says what the list shows at least. */
export async function newestEntry(letterId: string, tx: Tx = db()): Promise<bigint> {
  const newest = await tx.auditEntry.findFirst({
    where: { letterId },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  return newest?.id ?? 0n;
}

/** An entry of a letter's log. `name` is the signature's name of today, null where it was deleted or the letter is meant. */
export interface LogEntry {
  id: bigint;
  at: Date;
  actor: "signer" | "moderator" | "import" | "system" | "organisation";
  moderatorEmail: string | null;
  action: string;
  fromStatus: SignatureStatus | null;
  toStatus: SignatureStatus | null;
  detail: string | null;
  signatureId: string | null;
  name: string | null;
}

/** A letter's log, newest first, by keyset: entries before `before` (an entry's id), at most `limit`. */
export async function readLog(letterId: string, before: bigint | null, limit: number): Promise<LogEntry[]> {
  const rows = await db().$queryRaw<Sealed<LogEntry>[]>`
    SELECT e.id, e.at, e.actor, m.sealed_email AS "moderatorEmail", e.action, e.from_status AS "fromStatus", e.to_status AS "toStatus",
      e.detail, e.signature_id AS "signatureId", s.name
    FROM audit_entry e LEFT JOIN moderator m ON m.id = e.moderator_id LEFT JOIN signature s ON s.id = e.signature_id
    WHERE e.letter_id = ${letterId}::uuid AND e.id < ${before ?? largestId}
    ORDER BY e.id DESC LIMIT ${limit}`;
  return rows.map(withModeratorEmail);
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Whom entries name by id: moderators, and whoever was invited, by id. Who is gone is not among them. */
export async function namedIn(entries: LogEntry[]): Promise<Map<string, string>> {
  const ids = entries.flatMap(({ signatureId, detail }) =>
    signatureId === null ? (detail?.match(uuids) ?? []) : [],
  );
  const which = { where: { id: { in: ids } }, select: { id: true, email: true } };
  const [moderators, invited] = await Promise.all([
    db().moderator.findMany(which),
    db().invitation.findMany(which),
  ]);
  return new Map([...moderators, ...invited].map(({ id, email }) => [id, email]));
}

const largestId = 9_223_372_036_854_775_807n;
const exportPage = 1000;
const columns = ["id", "at", "actor", "moderator", "action", "from", "to", "detail", "signature", "name"];

/** The whole log of a letter as lines of CSV, newest first, read a page at a time. */
export async function* exportLog(letterId: string): AsyncGenerator<string> {
  yield csvLine(columns);
  for (let before: bigint | null = null; ; ) {
    const entries: LogEntry[] = await readLog(letterId, before, exportPage);
    yield entries.map(lineOf).join("");
    before = entries.at(-1)?.id ?? null;
    if (entries.length < exportPage || before === null) return;
  }
}

function lineOf(entry: LogEntry): string {
  const { id, at, actor, moderatorEmail, action, fromStatus, toStatus, detail, signatureId, name } = entry;
  const moment = at.toISOString();
  return csvLine([
    id.toString(),
    moment,
    actor,
    moderatorEmail,
    action,
    fromStatus,
    toStatus,
    detail,
    signatureId,
    name,
  ]);
}
