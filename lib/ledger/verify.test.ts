import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "@/lib/ledger/canonical";
import { type LogHead, publicKeyText, type SignedHead, signHead } from "@/lib/ledger/head";
import { commitmentTo, hashOfLeaf, type Leaf } from "@/lib/ledger/leaf";
import type { LogPart, Opening } from "@/lib/ledger/queries";
import type { Receipt } from "@/lib/ledger/receipt";
import { consistencySpans, Frontier, type Hash, inclusionSpans, type Span } from "@/lib/ledger/tree";
import { checkLog } from "@/lib/ledger/verify";
import { checkGrowth, checkReceipt } from "@/lib/ledger/verify-proofs";
import { testSecrets } from "@/tests/support/secrets";

const privateKey = createPrivateKey({
  key: Buffer.from(testSecrets.SIGNING_KEY, "base64"),
  format: "der",
  type: "pkcs8",
});
const key = publicKeyText(createPublicKey(privateKey));
const text = "ab".repeat(32);
const letter = "a-letter";

/** A log as a site would keep it: each step publishes, or corrects or ends one of what is published. */
interface World {
  leaves: Leaf[];
  openings: Map<number, Opening>;
}

const step = fc.record({
  kind: fc.constantFrom("published", "corrected", "removed"),
  pick: fc.nat(),
  name: fc.string(),
});

function play(steps: { kind: string; pick: number; name: string }[]): World {
  const world: World = { leaves: [], openings: new Map() };
  for (const { kind, pick, name } of steps) {
    const index = world.leaves.length;
    const open = [...world.openings.keys()];
    const of = kind === "published" ? undefined : open[pick % Math.max(1, open.length)];
    const done = of === undefined ? "published" : (kind as Leaf["kind"]);
    const opening = openingOf(index, name);
    const commitment = done === "removed" ? undefined : commitmentOf(opening);
    world.leaves.push({
      index,
      kind: done,
      at: new Date(1.7e12 + index * 1000).toISOString(),
      commitment,
      of,
    });
    if (of !== undefined) world.openings.delete(of);
    if (done !== "removed") world.openings.set(index, opening);
  }
  return world;
}

function openingOf(index: number, name: string): Opening {
  const signatory = {
    position: index + 1,
    kind: "organisation" as const,
    name,
    nameLang: null,
    nameAlt: null,
    nameAltLang: null,
    country: "DE",
    website: null,
    representative: index % 2 ? { name: `${name} R`, role: null } : null,
  };
  return { index, salt: Buffer.alloc(32, index + 1).toString("hex"), text, signatory };
}

const commitmentOf = ({ salt, ...opening }: Opening) =>
  commitmentTo({ letter, text: opening.text, signatory: opening.signatory }, Buffer.from(salt, "hex"));

function rootOf(leaves: Leaf[], { start, end }: Span = { start: 0, end: leaves.length }): Hash {
  const frontier = new Frontier();
  for (const leaf of leaves.slice(start, end)) frontier.append(hashOfLeaf(leaf));
  return frontier.root();
}

function headOf(leaves: Leaf[], changes: Partial<LogHead> = {}): SignedHead {
  const at = leaves.at(-1)?.at ?? "2026-01-01T00:00:00.000Z";
  return signHead(
    { letter, size: leaves.length, root: rootOf(leaves).toString("hex"), at, ...changes },
    privateKey,
  );
}

/** The export, as it comes over the wire. */
function exportOf({ leaves, openings }: World, head = headOf(leaves)): LogPart {
  return overTheWire({
    format: "undersigned-log-1",
    key,
    head,
    entries: leaves,
    openings: [...openings.values()],
  });
}

const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const some = fc.array(step, { minLength: 1, maxLength: 40 }).map(play);
const problemsOf = (part: LogPart) => checkLog([part], { key }).problems;

describe("an export", () => {
  test("holds as it is, in one part or in parts fetched while the list changed", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.array(step, { maxLength: 20 }),
        fc.nat(),
        (before, later, at) => {
          const early = play(before);
          const late = play([...before, ...later]);
          expect(problemsOf(exportOf(early))).toEqual([]);
          const cut = at % (early.leaves.length + 1);
          const opened = (world: World, from: number, to: number) =>
            new Map([...world.openings].filter(([index]) => index >= from && index < to));
          const parts = [
            exportOf(
              { leaves: early.leaves.slice(0, cut), openings: opened(early, 0, cut) },
              headOf(early.leaves),
            ),
            exportOf(
              { leaves: late.leaves.slice(cut), openings: opened(late, cut, late.leaves.length) },
              headOf(late.leaves),
            ),
          ];
          expect(checkLog(parts, { key, previous: headOf(early.leaves) }).problems).toEqual([]);
        },
      ),
    );
  });

  test("with any one entry changed, dropped, added or moved does not", () => {
    const change = fc.constantFrom("change", "drop", "add", "swap", "rename", "extra");
    fc.assert(
      fc.property(some, change, fc.nat(), fc.nat(), (world, how, first, second) => {
        const part = exportOf(world);
        const { entries } = part;
        const at = first % entries.length;
        const other = second % entries.length;
        const entry = entries[at] as Leaf;
        if (how === "change") {
          const fields = ["index", "kind", "at", "commitment", "of"] as const;
          const field = fields[second % fields.length] ?? "at";
          const others = {
            index: entry.index + 1,
            kind: entry.kind === "published" ? "corrected" : "published",
            at: "2020-01-01T00:00:00.000Z",
            commitment: "00".repeat(32),
            of: (entry.of ?? -1) + 1,
          };
          entries[at] = { ...entry, [field]: others[field] } as Leaf;
        }
        if (how === "extra") entries[at] = { ...entry, note: "x" } as Leaf;
        if (how === "drop") entries.splice(at, 1);
        if (how === "add") entries.splice(at, 0, entries[other] as Leaf);
        if (how === "swap") {
          if (at === other) return;
          [entries[at], entries[other]] = [entries[other] as Leaf, entry];
        }
        if (how === "rename") {
          const opening = part.openings[second % Math.max(1, part.openings.length)];
          if (!opening) return;
          opening.signatory.name += "!";
        }
        expect(problemsOf(part)).not.toEqual([]);
        // Nor when whoever changed it counted again, but cannot sign.
        const { head } = part;
        head.size = entries.length;
        head.root = rootOf(entries).toString("hex");
        expect(problemsOf(part)).not.toEqual([]);
      }),
    );
  });

  test("with a name left out, given too much, or with another salt or text does not", () => {
    fc.assert(
      fc.property(
        some,
        fc.nat(),
        fc.constantFrom("out", "twice", "ended", "salt", "text"),
        (world, pick, how) => {
          const part = exportOf(world);
          const { openings } = part;
          const opening = openings[pick % Math.max(1, openings.length)];
          if (!opening) return;
          if (how === "out") openings.splice(openings.indexOf(opening), 1);
          if (how === "twice") openings.push(opening);
          if (how === "salt") opening.salt = "00".repeat(32);
          if (how === "text") opening.text = "cd".repeat(32);
          if (how === "ended") {
            const ended = part.entries.find(({ of }) => of !== undefined)?.of;
            if (ended === undefined) return;
            openings.push(openingOf(ended, "somebody"));
          }
          expect(problemsOf(part)).not.toEqual([]);
        },
      ),
    );
  });

  test("under another head does not: of another moment, another letter, or signed by somebody else", () => {
    const stranger = generateKeyPairSync("ed25519");
    fc.assert(
      fc.property(some, fc.nat(), (world, pick) => {
        const { leaves } = world;
        const earlier = headOf(leaves.slice(0, pick % leaves.length));
        expect(problemsOf(exportOf(world, earlier))).not.toEqual([]);
        // A name says which letter it stands on.
        if (world.openings.size > 0)
          expect(problemsOf(exportOf(world, headOf(leaves, { letter: "another" })))).not.toEqual([]);
        const { signature: _, ...head } = headOf(leaves);
        // Signed by the site itself, and still not the moment of its last entry.
        const later = signHead({ ...head, at: new Date(1.8e12).toISOString() }, privateKey);
        expect(problemsOf(exportOf(world, later)).join()).toContain(
          "of another moment than the last of them",
        );
        const forged = exportOf(world, signHead(head, stranger.privateKey));
        expect(problemsOf(forged)).not.toEqual([]);
        // With the stranger's key in the file it holds together, and only the key that one knows tells.
        const whole = { ...forged, key: publicKeyText(stranger.publicKey) };
        expect(checkLog([whole]).problems).toEqual([]);
        expect(problemsOf(whole)).not.toEqual([]);
        for (const field of ["at", "root", "size", "signature"] as const) {
          const wrong = field === "size" ? leaves.length + 1 : "00".repeat(32);
          expect(problemsOf(exportOf(world, { ...headOf(leaves), [field]: wrong }))).not.toEqual([]);
        }
      }),
    );
  });

  test.each([
    ["numbered wrongly", 1, { index: 2 }, "it says that it is entry 2"],
    ["of a kind that there is not", 1, { kind: "hidden" }, "is nothing that can happen"],
    ["at no moment", 1, { at: "yesterday" }, "is no moment"],
    ["at a moment in another spelling", 1, { at: "2026-01-01T00:00:00Z" }, "is no moment"],
    ["published, without a hash", 1, { commitment: undefined }, "a published or corrected name has a hash"],
    ["removed, with a hash", 3, { commitment: "ab".repeat(32) }, "a removed one has none"],
    ["with a hash that is none", 1, { commitment: "AB".repeat(32) }, "its hash is none"],
    ["published, and ending another", 1, { of: 0 }, "a publication none"],
    ["removed, and ending nothing", 3, { of: undefined }, "name the entry that they replace or end"],
    ["ending itself", 3, { of: 3 }, "holds no name that is published at that moment"],
    ["ending what comes later", 2, { of: 3 }, "holds no name that is published at that moment"],
    ["ending what was ended", 3, { of: 0 }, "holds no name that is published at that moment"],
    [
      "ending a removal",
      4,
      { kind: "removed", commitment: undefined, of: 3 },
      "holds no name that is published",
    ],
  ])("with an entry %s does not, though the site itself signed it", (_, at, change, words) => {
    const names = ["published", "published", "corrected", "removed", "published"];
    const { leaves } = play(names.map((kind) => ({ kind, pick: 0, name: "A" })));
    expect(leaves.map(({ kind, of }) => [kind, of])).toEqual([
      ["published", undefined],
      ["published", undefined],
      ["corrected", 0],
      ["removed", 1],
      ["published", undefined],
    ]);
    const signed = leaves.with(at, { ...leaves[at], ...change } as Leaf);
    const { problems } = checkLog([exportOf({ leaves: signed, openings: new Map() })], { key });
    expect(problems.join("\n")).toContain(words);
    expect(problems.join("\n")).not.toMatch(/do not lead to the hash|is not signed/);
  });

  test("that was written anew does not begin with what was kept of the old", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.nat(), (steps, pick) => {
        const old = play(steps);
        const at = pick % steps.length;
        const anew = play(steps.map((one, place) => (place === at ? { ...one, name: `${one.name}?` } : one)));
        const kept = headOf(old.leaves);
        if (headOf(anew.leaves).root === kept.root) return;
        expect(problemsOf(exportOf(anew))).toEqual([]);
        expect(checkLog([exportOf(anew)], { key, previous: kept }).problems).not.toEqual([]);
        const shorter = exportOf(play(steps.slice(0, -1)));
        expect(checkLog([shorter], { key, previous: kept }).problems).not.toEqual([]);
      }),
    );
  });

  test("is of one letter and of one key, and is held against a head of that letter alone", () => {
    const world = play([{ kind: "published", pick: 0, name: "A" }]);
    const whole = exportOf(world);
    const elsewhere = headOf(world.leaves, { letter: "another" });
    expect(checkLog([whole], { key, previous: headOf(world.leaves) }).problems).toEqual([]);
    expect(checkLog([whole], { key, previous: elsewhere }).problems).toEqual([
      "The older head is that of another letter, another.",
    ]);
    const strangers = publicKeyText(generateKeyPairSync("ed25519").publicKey);
    expect(problemsOf({ ...whole, key: strangers })).toEqual([
      "The file names another key than the one that its record must be signed with.",
    ]);
  });

  test("that is something else is not taken for one", () => {
    for (const other of [
      null,
      [],
      {},
      "x",
      { format: "undersigned-log-1" },
      { ...exportOf(play([])), entries: [null] },
    ])
      expect(checkLog([other]).problems).not.toEqual([]);
    expect(checkLog([]).problems).not.toEqual([]);
    expect(checkLog([exportOf(play([]))], { key: "no key" }).problems).not.toEqual([]);
  });
});

function receiptOf({ leaves, openings }: World, index: number): Receipt {
  return overTheWire({
    format: "undersigned-receipt-1",
    letter: { slug: letter, title: "T", publisher: "P", version: 1, language: "en", sha256: text },
    signed: { by: null, at: "2026-01-01T00:00:00.000Z", confirmedAt: null, decidedAt: null },
    entry: leaves[index] as Leaf,
    opening: openings.get(index) as Opening,
    proof: inclusionSpans(index, leaves.length).map((span) => rootOf(leaves, span).toString("hex")),
    head: headOf(leaves),
    key,
  });
}

describe("a receipt", () => {
  test("holds as it is, and with anything that it proves changed it does not", () => {
    fc.assert(
      fc.property(some, fc.nat(), (world, pick) => {
        const open = [...world.openings.keys()];
        const index = open[pick % Math.max(1, open.length)];
        if (index === undefined) return;
        const whole = receiptOf(world, index);
        expect(checkReceipt(whole, { key }).problems).toEqual([]);
        const { entry, opening, head } = whole;
        const changed: Partial<Receipt>[] = [
          { entry: { ...entry, index: index + 1 } },
          { entry: { ...entry, at: "2020-01-01T00:00:00.000Z" } },
          { opening: { ...opening, signatory: { ...opening.signatory, country: "FR" } } },
          { opening: { ...opening, index: index + 1 } },
          { letter: { ...whole.letter, sha256: "cd".repeat(32) } },
          { letter: { ...whole.letter, slug: "another" } },
          { proof: [...whole.proof, head.root] },
          { head: { ...head, root: "00".repeat(32) } },
          { head: { ...head, at: "2020-01-01T00:00:00.000Z" } },
          ...whole.proof.map((_, at) => ({ proof: whole.proof.with(at, "00".repeat(32)) })),
        ];
        for (const change of changed)
          expect(checkReceipt({ ...whole, ...change }, { key }).problems).not.toEqual([]);
      }),
    );
  });
});

describe("a head with its proof", () => {
  test("holds for the older head that it grew from, and for no other", () => {
    fc.assert(
      fc.property(some, fc.nat(), ({ leaves }, pick) => {
        const since = 1 + (pick % leaves.length);
        const proof = consistencySpans(since, leaves.length).map((span) =>
          rootOf(leaves, span).toString("hex"),
        );
        const growth = { key, head: headOf(leaves), since, proof };
        const previous = headOf(leaves.slice(0, since));
        expect(checkGrowth(growth, { key, previous }).problems).toEqual([]);
        const other = headOf(leaves.slice(0, since), { root: "00".repeat(32) });
        expect(checkGrowth(growth, { key, previous: other }).problems).not.toEqual([]);
        expect(checkGrowth({ ...growth, since: since + 1 }, { key, previous }).problems).not.toEqual([]);
        expect(checkGrowth(growth, { key }).problems).not.toEqual([]);
      }),
    );
  });
});

describe("canonical JSON", () => {
  test("orders keys, leaves out what is undefined, and spells texts as RFC 8785 does", () => {
    expect(canonicalJson({ b: [1, null, true], a: { d: undefined, c: 'é\u2028\u0007"\\' } })).toBe(
      '{"a":{"c":"é\u2028\\u0007\\"\\\\"},"b":[1,null,true]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
