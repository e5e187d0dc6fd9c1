import { record } from "@/lib/audit/commands";
import { db, type Tx, transaction } from "@/lib/db";
import { faultLine, KnownFault } from "@/lib/faults";
import { Prisma } from "@/lib/generated/prisma/client";
import { endHandovers } from "@/lib/handovers/closing";
import { contactStands } from "@/lib/privacy/clearing";
import { anonymise, cleanUp, eraseContact, purge, type Unreachable } from "@/lib/privacy/erasure";
import { dueBefore, rules } from "@/lib/privacy/rules";
import { markNetworksForgotten } from "@/lib/signatures/marks";
import { moveSignatures } from "@/lib/signatures/status";

/** So many are done in one transaction: whoever signs or decides meanwhile waits for no more than that. */
const batch = 500;

/** How many signatures each rule came to pass for. */
export interface Kept {
  unconfirmed: number;
  /** Of them, handings over that nobody confirmed. */
  handovers: number;
  undecided: number;
  ended: number;
  contact: number;
  network: number;
  inbox: number;
}

/**
 * Carries the rules out whose time has come (lib/privacy/rules.ts), a batch at a time: killed half-way, the next run goes on. Two
 * at once take different rows; what somebody works on at this very moment is left for the next run.
 * @throws KnownFault with the rules that could not be carried out and why, after all others were.
 */
export async function keepRetention(now: Date): Promise<Kept> {
  const kept: Kept = {
    unconfirmed: 0,
    handovers: 0,
    undecided: 0,
    ended: 0,
    contact: 0,
    network: 0,
    inbox: 0,
  };
  const failed: string[] = [];
  const attempt = async (step: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failed.push(`${step}: ${faultLine(error)}`);
    }
  };
  const steps = stepsOf(now);
  for (const name of Object.keys(steps) as (keyof Kept)[])
    await attempt(name, async () => {
      kept[name] = await steps[name]();
    });
  // Also where one failed half-way: what its first batches erased is counted nowhere.
  if (failed.length > 0 || Object.values(kept).some((count) => count > 0)) await attempt("cleanUp", cleanUp);
  if (failed.length > 0) throw new KnownFault(`not all was erased that is due; ${failed.join("; ")}`);
  return kept;
}

/** Each by itself: one that fails keeps no other from running. */
function stepsOf(now: Date): Record<keyof Kept, () => Promise<number>> {
  return {
    unconfirmed: () => purgeUnconfirmed(now),
    // One that was agreed to, and is told of, has its moment and keeps it.
    handovers: () =>
      endHandovers(
        db(),
        { begunAt: { lt: dueBefore(rules.unconfirmed, now) }, OR: [{ agreedAt: null }, { toldAt: null }] },
        now,
      ),
    undecided: () => inBatches((tx) => lapseSome(tx, now)),
    ended: () => inBatches((tx) => anonymiseSome(tx, now)),
    contact: () => inBatches((tx) => forgetContacts(tx, now)),
    network: () => inBatches((tx) => markNetworksForgotten(tx, dueBefore(rules.network, now), batch)),
    inbox: async () => {
      const old = { createdAt: { lt: dueBefore(rules.inbox, now) } };
      return (await db().inboxMail.deleteMany({ where: old })).count;
    },
  };
}

/** Deletes signatures that nobody confirmed in time. Returns how many. */
export async function purgeUnconfirmed(now: Date): Promise<number> {
  return inBatches((tx) => purgeSome(tx, now));
}

async function inBatches(work: (tx: Tx) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await transaction(work);
    total += count;
    if (count < batch) return total;
  }
}

interface Row {
  id: string;
  letterId: string;
}

async function purgeSome(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, letter_id AS "letterId" FROM signature
    WHERE status = 'unconfirmed' AND created_at < ${dueBefore(rules.unconfirmed, now)}
    ORDER BY created_at LIMIT ${batch} FOR UPDATE SKIP LOCKED`;
  const gone = await purge(
    tx,
    rows.map(({ id }) => id),
  );
  const about = { actor: { kind: "system" }, action: "purge", from: "unconfirmed", to: null } as const;
  await record(
    tx,
    gone.map(({ id, letterId }) => ({ letterId, signatureId: id, ...about })),
  );
  return rows.length;
}

async function anonymiseSome(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, letter_id AS "letterId" FROM signature
    WHERE ended_at < ${dueBefore(rules.ended, now)} AND anonymised_at IS NULL
    ORDER BY ended_at LIMIT ${batch} FOR UPDATE SKIP LOCKED`;
  await anonymise(
    tx,
    rows.map(({ id }) => id),
    now,
  );
  await recordBySystem(tx, rows, "anonymise");
  return rows.length;
}

/** Whoever nobody decided about until the letter's time for it was over: none of one letter left means on to the next. */
async function lapseSome(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT s.id, s.letter_id AS "letterId" FROM letter l JOIN signature s ON s.letter_id = l.id
    WHERE s.status = 'pending' AND (l.closes_at IS NULL OR l.closes_at + make_interval(months => l.contact_months) <= ${now})
      AND s.confirmed_at + make_interval(months => l.contact_months) <= ${now}
    ORDER BY s.letter_id, s.id LIMIT ${batch} FOR UPDATE OF s SKIP LOCKED`;
  for (const letterId of new Set(rows.map((row) => row.letterId))) {
    const signatureIds = rows.flatMap((row) => (row.letterId === letterId ? [row.id] : []));
    await moveSignatures(tx, { signatureIds, move: "lapse", actor: { kind: "system" }, now });
  }
  return rows.length;
}

/** Whoever is published for as long as their letter keeps contact data, while there is any: also what was written after the first time. */
async function forgetContacts(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.$queryRaw<(Row & Unreachable)[]>`
    SELECT s.id, s.letter_id AS "letterId", till.until FROM letter l JOIN signature s ON s.letter_id = l.id
    CROSS JOIN LATERAL (SELECT greatest(l.closes_at, s.published_at) + make_interval(months => l.contact_months) AS due) AS time
    CROSS JOIN LATERAL (SELECT greatest(time.due, ${dueBefore(rules.afterwards, now)}) AS until) AS till
    WHERE s.status = 'published' AND time.due <= ${now} AND ${contactStands(Prisma.sql`till.until`)}
    ORDER BY s.published_at LIMIT ${batch} FOR UPDATE OF s SKIP LOCKED`;
  // Nobody is left who could be told, or stop it.
  await endHandovers(tx, { signatureId: { in: rows.map(({ id }) => id) } }, now);
  await eraseContact(tx, rows);
  await recordBySystem(tx, rows, "eraseContact");
  return rows.length;
}

async function recordBySystem(tx: Tx, rows: Row[], action: string): Promise<void> {
  const about = { actor: { kind: "system" }, action } as const;
  await record(
    tx,
    rows.map(({ id, letterId }) => ({ letterId, signatureId: id, ...about })),
  );
}
