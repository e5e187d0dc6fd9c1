import type { Tx } from "@/lib/db";
import { type Hash, hashBytes, joinHashes, type Span, type Subtree, subtreesOf } from "@/lib/ledger/tree";

/**
 * Hashes of complete subtrees of a letter's log, in the order asked for. Each is kept with the entry that completed it, so that
 * any proof costs O(log n) rows.
 */
export async function readHashes(tx: Tx, letterId: string, subtrees: Subtree[]): Promise<Hash[]> {
  if (subtrees.length === 0) return [];
  const ends = subtrees.map(({ level, index }) => (index + 1) * 2 ** level - 1);
  const rows = await tx.$queryRaw<{ index: number; nodes: Uint8Array }[]>`
    SELECT index, nodes FROM ledger_entry WHERE letter_id = ${letterId}::uuid AND index = ANY(${ends}::int[])`;
  const nodesAt = new Map(rows.map(({ index, nodes }) => [index, nodes]));
  return subtrees.map(({ level }, at) => {
    const nodes = nodesAt.get(ends[at] ?? -1);
    const hash = nodes?.subarray(level * hashBytes, (level + 1) * hashBytes);
    if (hash?.length !== hashBytes) throw new Error(`the log of ${letterId} has a hole at ${ends[at]}`);
    return Buffer.from(hash);
  });
}

/** The hashes above spans of a letter's log: a proof. */
export async function readProof(tx: Tx, letterId: string, spans: Span[]): Promise<Hash[]> {
  const parts = spans.map(subtreesOf);
  const hashes = await readHashes(tx, letterId, parts.flat());
  return parts.map((subtrees) => joinHashes(hashes.splice(0, subtrees.length)));
}
