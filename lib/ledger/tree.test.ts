import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  consistencySpans,
  emptyRoot,
  Frontier,
  type Hash,
  inclusionSpans,
  isConsistent,
  joinHashes,
  leafHash,
  nodeHash,
  rootFromInclusion,
  subtreesOf,
} from "@/lib/ledger/tree";

/** MTH as RFC 6962 (2.1) writes it, to hold ours against. */
function treeHash(leaves: Hash[]): Hash {
  if (leaves.length === 0) return emptyRoot;
  if (leaves.length === 1) return leaves[0] as Hash;
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeHash(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, at) => leafHash(`leaf ${at}`));
const frontierOf = (leaves: Hash[]) => {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier;
};

// The leaves and roots of the tests of Certificate Transparency (google/certificate-transparency, merkletree tests).
const knownLeaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const knownRoots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const known = knownLeaves.map((hex) => leafHash(Buffer.from(hex, "hex")));

describe("the tree", () => {
  test("has the roots that Certificate Transparency's tests name", () => {
    expect(emptyRoot.toString("hex")).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(new Frontier().root()).toEqual(emptyRoot);
    const roots = known.map((_, at) =>
      frontierOf(known.slice(0, at + 1))
        .root()
        .toString("hex"),
    );
    expect(roots).toEqual(knownRoots);
  });

  test("has the proofs that Certificate Transparency's tests name", () => {
    const proof = (spans: { start: number; end: number }[]) =>
      spans.map(({ start, end }) => treeHash(known.slice(start, end)).toString("hex"));
    expect(proof(inclusionSpans(5, 8))).toEqual([
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    expect(proof(consistencySpans(6, 8))).toEqual([
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
  });

  test("grows to the root that the RFC's definition has, and the subtrees it completes rebuild it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (size) => {
        const leaves = leavesOf(size);
        const nodes = new Map<string, Hash>();
        const frontier = new Frontier();
        for (const [at, leaf] of leaves.entries())
          for (const [level, hash] of frontier.append(leaf).entries())
            nodes.set(`${level} ${(at + 1) / 2 ** level - 1}`, hash);
        expect(frontier.root()).toEqual(treeHash(leaves));
        const peaks = subtreesOf({ start: 0, end: size }).map(
          ({ level, index }) => nodes.get(`${level} ${index}`) ?? emptyRoot,
        );
        expect(joinHashes(peaks)).toEqual(frontier.root());
        // Kept and taken up again, it goes on as if nothing had been.
        const resumed = new Frontier(size, peaks);
        const next = leafHash("next");
        expect(resumed.append(next)).toEqual(frontier.append(next));
        expect(resumed.root()).toEqual(treeHash([...leaves, next]));
      }),
    );
  });

  test("a leaf's proof leads to the root; with anything else in it, it does not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, some, other) => {
        const leaves = leavesOf(size);
        const index = some % size;
        const root = treeHash(leaves);
        const leaf = leaves[index] as Hash;
        const proof = inclusionSpans(index, size).map(({ start, end }) => treeHash(leaves.slice(start, end)));
        expect(rootFromInclusion(index, size, leaf, proof)).toEqual(root);
        expect(rootFromInclusion(index, size, leafHash("forged"), proof)).not.toEqual(root);
        expect(rootFromInclusion(index, size, leaf, [...proof, root])).toBeNull();
        if (proof.length === 0) return;
        const at = other % proof.length;
        expect(rootFromInclusion(index, size, leaf, proof.with(at, leafHash("forged")))).not.toEqual(root);
        expect(rootFromInclusion(index, size, leaf, proof.slice(1))).toBeNull();
        const elsewhere = (index + 1) % size;
        expect(rootFromInclusion(elsewhere, size, leaf, proof)?.equals(root) ?? false).toBe(false);
      }),
    );
  });

  test("an older tree's proof holds for that tree and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, some, other) => {
        const leaves = leavesOf(size);
        const old = { size: 1 + (some % size), root: treeHash(leaves.slice(0, 1 + (some % size))) };
        const now = { size, root: treeHash(leaves) };
        const proof = consistencySpans(old.size, size).map(({ start, end }) =>
          treeHash(leaves.slice(start, end)),
        );
        expect(isConsistent(old, now, proof)).toBe(true);
        const rewritten = treeHash(leaves.slice(0, old.size).with(other % old.size, leafHash("forged")));
        expect(isConsistent({ ...old, root: rewritten }, now, proof)).toBe(false);
        expect(isConsistent(old, { ...now, root: rewritten }, proof)).toBe(false);
        expect(isConsistent(old, now, [...proof, now.root])).toBe(false);
        if (proof.length > 0)
          expect(isConsistent(old, now, proof.with(other % proof.length, leafHash("forged")))).toBe(false);
      }),
    );
  });
});
