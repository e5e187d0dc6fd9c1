import { createHash } from "node:crypto";

/** A SHA-256 hash, 32 bytes. */
export type Hash = Buffer;

export const hashBytes = 32;
const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);

/** Hash of a leaf (RFC 6962, 2.1). */
export function leafHash(leaf: string | Uint8Array): Hash {
  return createHash("sha256").update(leafPrefix).update(leaf).digest();
}

/** Hash of a node above two others (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Hash {
  return createHash("sha256").update(nodePrefix).update(left).update(right).digest();
}

/** Hash of a tree without leaves. */
export const emptyRoot: Hash = createHash("sha256").digest();

/** A complete subtree: the `index`th one of 2^`level` leaves, counted from the left. */
export interface Subtree {
  level: number;
  index: number;
}

/** The leaves from `start` up to, and without, `end`. */
export interface Span {
  start: number;
  end: number;
}

/** The largest power of two below a number of at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The complete subtrees that leaves are made of, from the left. `start` must be a multiple of the largest one's size. */
export function subtreesOf({ start, end }: Span): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start; at < end; ) {
    let size = 1;
    while (size * 2 <= end - at) size *= 2;
    subtrees.push({ level: Math.log2(size), index: at / size });
    at += size;
  }
  return subtrees;
}

/** The hash above the subtrees of a span, given their hashes. */
export function joinHashes(hashes: Hash[]): Hash {
  return (
    hashes.reduceRight<Hash | null>((right, left) => (right ? nodeHash(left, right) : left), null) ??
    emptyRoot
  );
}

/** A tree that only grows, known by the hashes of its complete subtrees: a leaf more costs O(log n) hashes. */
export class Frontier {
  /** `peaks` are the hashes of `subtreesOf({ start: 0, end: size })`. */
  constructor(
    public size: number = 0,
    private readonly peaks: Hash[] = [],
  ) {}

  /**
   * Adds a leaf by its hash.
   * @returns the hashes of the complete subtrees that end with it, its own first.
   */
  append(leaf: Hash): Hash[] {
    const completed = [leaf];
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.peaks.pop();
      const right = completed.at(-1);
      if (left && right) completed.push(nodeHash(left, right));
    }
    this.peaks.push(completed.at(-1) ?? leaf);
    this.size += 1;
    return completed;
  }

  root(): Hash {
    return joinHashes(this.peaks);
  }
}

/** The spans whose hashes prove that a leaf is in a tree of that size (RFC 9162, 2.1.3.1), the leaf's neighbour first. */
export function inclusionSpans(index: number, size: number): Span[] {
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      spans.unshift({ start: middle, end });
      end = middle;
    } else {
      spans.unshift({ start, end: middle });
      start = middle;
    }
  }
  return spans;
}

/** The root that follows from a leaf and its proof (RFC 9162, 2.1.3.2), or null where the proof has another length. */
export function rootFromInclusion(index: number, size: number, leaf: Hash, proof: Hash[]): Hash | null {
  if (index < 0 || index >= size) return null;
  const spans = inclusionSpans(index, size);
  if (spans.length !== proof.length) return null;
  return spans.reduce<Hash>((hash, { start }, at) => {
    const sibling = proof[at] ?? emptyRoot;
    return start > index ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }, leaf);
}

/** The spans whose hashes prove that a tree of `old` leaves is the beginning of one of `size` (RFC 9162, 2.1.4.1). */
export function consistencySpans(old: number, size: number): Span[] {
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (old !== end) {
    const middle = start + splitOf(end - start);
    if (old <= middle) {
      spans.unshift({ start: middle, end });
      end = middle;
    } else {
      spans.unshift({ start, end: middle });
      start = middle;
    }
  }
  // The old tree itself is known to whoever asks.
  return start === 0 ? spans : [{ start, end }, ...spans];
}

/** Whether a tree begins with an older one, by their roots and a proof (RFC 9162, 2.1.4.2). `old` is at least 1. */
export function isConsistent(
  old: { size: number; root: Hash },
  now: { size: number; root: Hash },
  proof: Hash[],
): boolean {
  if (old.size < 1 || old.size > now.size) return false;
  const spans = consistencySpans(old.size, now.size);
  if (spans.length !== proof.length) return false;
  const isWhole = spans[0] === undefined || spans[0].start >= old.size;
  const [first, ...others] = isWhole ? [old.root, ...proof] : proof;
  if (!first) return false;
  let [before, after] = [first, first];
  for (const [at, { start }] of (isWhole ? spans : spans.slice(1)).entries()) {
    const sibling = others[at] ?? emptyRoot;
    if (start >= old.size) after = nodeHash(after, sibling);
    else [before, after] = [nodeHash(sibling, before), nodeHash(sibling, after)];
  }
  return before.equals(old.root) && after.equals(now.root);
}
