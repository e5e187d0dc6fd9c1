import { randomBytes } from "node:crypto";
import type { Tx } from "@/lib/db";
import { canonicalJson } from "@/lib/ledger/canonical";
import { commitmentTo, hashOfLeaf, type Leaf, saltBytes } from "@/lib/ledger/leaf";
import { readHashes } from "@/lib/ledger/nodes";
import { Frontier, subtreesOf } from "@/lib/ledger/tree";
import { readPublished } from "@/lib/register/queries";

/** Whose list is written about, and when. */
export interface LogPlace {
  letterId: string;
  now: Date;
}

/** So many names are read and written in one statement. */
const batch = 5000;

/** An entry about to be added. `opens`: the signature whose name it commits to. */
interface Draft {
  kind: Leaf["kind"];
  commitment?: string;
  of?: number;
  opens?: { signatureId: string; salt: Buffer };
}

interface OpenLog {
  slug: string;
  frontier: Frontier;
}

/**
 * Notes that signatures became public, in the order given, inside the caller's transaction and after the move. Everything here
 * takes the letter's row as its lock, so that the log has no gaps and no two ends.
 */
export async function logPublished(tx: Tx, place: LogPlace, signatureIds: string[]): Promise<void> {
  const log = await openLog(tx, place);
  for (let from = 0; from < signatureIds.length; from += batch)
    await publishSome(tx, place, log, signatureIds.slice(from, from + batch));
}

/** Notes that published signatures end, before they do. Their salts are gone with that. */
export async function logRemoved(tx: Tx, place: LogPlace, signatureIds: string[]): Promise<void> {
  if (signatureIds.length === 0) return;
  const log = await openLog(tx, place);
  const closed = await tx.$queryRaw<{ signatureId: string; index: number }[]>`
    DELETE FROM ledger_opening WHERE signature_id = ANY(${signatureIds}::uuid[])
    RETURNING signature_id AS "signatureId", index`;
  const indexOf = new Map(closed.map(({ signatureId, index }) => [signatureId, index]));
  const drafts = signatureIds.map((id): Draft => {
    const of = indexOf.get(id);
    if (of === undefined) throw new Error(`signature ${id} ends, and the log knows nothing of it`);
    return { kind: "removed", of };
  });
  await append(tx, place, log, drafts);
}

/** Makes a change to a published signature, and notes it where the public sees it. */
export async function logCorrection(
  tx: Tx,
  place: LogPlace,
  signatureId: string,
  change: () => Promise<void>,
): Promise<void> {
  const log = await openLog(tx, place);
  const seen = async () => {
    const published = (await readPublished(tx, [signatureId])).get(signatureId);
    if (!published) throw new Error(`signature ${signatureId} is not published`);
    return published;
  };
  const before = await seen();
  await change();
  const after = await seen();
  if (canonicalJson(before) === canonicalJson(after)) return;
  const [closed] = await tx.$queryRaw<{ index: number }[]>`
    DELETE FROM ledger_opening WHERE signature_id = ${signatureId}::uuid RETURNING index`;
  if (!closed) throw new Error(`signature ${signatureId} is corrected, and the log knows nothing of it`);
  const salt = randomBytes(saltBytes);
  const commitment = commitmentTo({ letter: log.slug, ...after }, salt);
  await append(tx, place, log, [
    { kind: "corrected", of: closed.index, commitment, opens: { signatureId, salt } },
  ]);
}

/** Begins the log of a letter whose list is older than it. A log that has begun is left as it is. */
export async function beginLog(tx: Tx, place: LogPlace): Promise<void> {
  await openLog(tx, place);
}

/** Takes the lock, and the log's end. An empty one begins with the names that are on the list already, in their order. */
async function openLog(tx: Tx, place: LogPlace): Promise<OpenLog> {
  const { letterId } = place;
  const [letter] = await tx.$queryRaw<{ slug: string }[]>`
    SELECT slug FROM letter WHERE id = ${letterId}::uuid FOR NO KEY UPDATE`;
  if (!letter) throw new Error(`no letter ${letterId}`);
  const [last] = await tx.$queryRaw<{ index: number }[]>`
    SELECT index FROM ledger_entry WHERE letter_id = ${letterId}::uuid ORDER BY index DESC LIMIT 1`;
  const size = last ? last.index + 1 : 0;
  const peaks = await readHashes(tx, letterId, subtreesOf({ start: 0, end: size }));
  const log = { slug: letter.slug, frontier: new Frontier(size, peaks) };
  if (size === 0) await makeUp(tx, place, log);
  return log;
}

async function makeUp(tx: Tx, place: LogPlace, log: OpenLog): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await tx.$queryRaw<{ id: string; position: number }[]>`
      SELECT id, position FROM signature
      WHERE letter_id = ${place.letterId}::uuid AND status = 'published' AND position > ${after}
      ORDER BY position LIMIT ${batch}`;
    await publishSome(
      tx,
      place,
      log,
      rows.map(({ id }) => id),
    );
    const last = rows.at(-1);
    if (!last || rows.length < batch) return;
    after = last.position;
  }
}

async function publishSome(tx: Tx, place: LogPlace, log: OpenLog, signatureIds: string[]): Promise<void> {
  const published = await readPublished(tx, signatureIds);
  const known = await tx.$queryRaw<{ id: string }[]>`
    SELECT signature_id AS id FROM ledger_opening WHERE signature_id = ANY(${signatureIds}::uuid[])`;
  const isKnown = new Set(known.map(({ id }) => id));
  const drafts = signatureIds.flatMap((signatureId): Draft[] => {
    const seen = published.get(signatureId);
    if (!seen || isKnown.has(signatureId)) return [];
    const salt = randomBytes(saltBytes);
    const commitment = commitmentTo({ letter: log.slug, ...seen }, salt);
    return [{ kind: "published", commitment, opens: { signatureId, salt } }];
  });
  await append(tx, place, log, drafts);
}

async function append(
  tx: Tx,
  { letterId, now }: LogPlace,
  { frontier }: OpenLog,
  drafts: Draft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const first = frontier.size;
  const at = now.toISOString();
  const nodes = drafts.map(({ kind, commitment, of }) => {
    const leaf = hashOfLeaf({ index: frontier.size, kind, at, commitment, of });
    return Buffer.concat(frontier.append(leaf)).toString("hex");
  });
  const root = frontier.root().toString("hex");
  await tx.$executeRaw`
    INSERT INTO ledger_entry (letter_id, index, kind, at, commitment, "of", nodes, root)
    SELECT ${letterId}::uuid, ${first}::int + e.place::int - 1, e.kind::ledger_kind, ${now}, decode(e.commitment, 'hex'), e.of,
      decode(e.nodes, 'hex'), CASE WHEN e.place = ${drafts.length} THEN decode(${root}, 'hex') END
    FROM unnest(${drafts.map(({ kind }) => kind)}::text[], ${drafts.map(({ commitment }) => commitment ?? null)}::text[],
      ${drafts.map(({ of }) => of ?? null)}::int[], ${nodes}::text[])
      WITH ORDINALITY AS e(kind, commitment, "of", nodes, place) ORDER BY e.place`;
  const openings = drafts.flatMap(({ opens }, place) => (opens ? [{ ...opens, index: first + place }] : []));
  if (openings.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO ledger_opening (signature_id, letter_id, index, salt)
    SELECT o.id, ${letterId}::uuid, o.index, decode(o.salt, 'hex')
    FROM unnest(${openings.map(({ signatureId }) => signatureId)}::uuid[], ${openings.map(({ index }) => index)}::int[],
      ${openings.map(({ salt }) => salt.toString("hex"))}::text[]) AS o(id, index, salt)`;
}
