import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Receipt } from "@/app/_ui/document/Receipt";
import { GET as getSignatories } from "@/app/api/v1/letters/[slug]/signatories/route";
import { correct } from "@/lib/corrections/commands";
import { db } from "@/lib/db";
import { translator } from "@/lib/i18n/translate";
import { publicKeyPem, signingKey } from "@/lib/ledger/key";
import { hashOfLeaf, type Leaf } from "@/lib/ledger/leaf";
import { readHeadSince, sign } from "@/lib/ledger/queries";
import { readReceipt } from "@/lib/ledger/receipt";
import { Frontier } from "@/lib/ledger/tree";
import { checkReceipt } from "@/lib/ledger/verify-proofs";
import { findLetter, findText, type Letter } from "@/lib/letters/queries";
import { exactText } from "@/lib/letters/version";
import { decide } from "@/lib/moderation/commands";
import type { Signatory } from "@/lib/register/signatory";
import type { SignForm } from "@/lib/signatures/schema";
import { loadDemo } from "@/prisma/demo/load";
import { exportedPart } from "@/tests/support/ledger-files";
import {
  makeLetter,
  moderatorOf,
  pendingSignature,
  validForm,
  withTestDatabase,
} from "@/tests/support/world";

withTestDatabase();

const root = path.resolve(import.meta.dirname, "../..");
const now = new Date("2026-11-24T12:00:00Z");
let folder: string;
let letter: Letter;
let signatureId: string;

// A letter with some history; what was kept in the middle of it; and what is there at the end.
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-checking-"));
  letter = await makeLetter();
  const moderatorId = await moderatorOf(letter);
  const approve = async (name: string, also: Partial<SignForm> = {}) => {
    const id = await pendingSignature(letter, validForm({ name, showRepresentative: "yes", ...also }));
    await decide({ signatureId: id, kind: "approve", reason: "" }, moderatorId, now);
    return id;
  };
  signatureId = await approve("Ärzte für “Kinder” / \\ 日本 🕊️", {
    nameAlt: "Doctors for Children",
  });
  const second = await approve("Second");
  await save("older.json", await exportedPart(letter.slug));
  for (const name of ["Third", "Fourth", "Fifth"]) await approve(name);
  const fields = {
    nameAlt: null,
    country: "FR",
    website: null,
    representativeName: null,
    representativeRole: null,
  };
  await correct({ signatureId: second, name: "Zweiter", ...fields }, moderatorId, now);
  await decide({ signatureId: second, kind: "remove", reason: "r" }, moderatorId, now);
  await save("record.json", await exportedPart(letter.slug));
  await writeFile(path.join(folder, "key.pem"), publicKeyPem());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function save(name: string, ...documents: unknown[]): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, documents.map((one) => `${JSON.stringify(one)}\n`).join(""));
  return file;
}

/** Runs `npm run register:verify` as it is run, in the folder with the files. */
function verifyRegister(...args: string[]) {
  const command = [
    path.join(root, "node_modules/tsx/dist/cli.mjs"),
    path.join(root, "scripts/register-verify.ts"),
  ];
  const env = { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, INIT_CWD: folder };
  const done = spawnSync(process.execPath, [...command, ...args], { cwd: root, env, encoding: "utf8" });
  return { code: done.status, said: done.stdout + done.stderr };
}

/** A head that this site signs for entries, whatever they say. */
function signedHead(entries: Leaf[], at: string) {
  const frontier = new Frontier();
  for (const entry of entries) frontier.append(hashOfLeaf(entry));
  return sign({ letter: letter.slug, size: entries.length, root: frontier.root().toString("hex"), at });
}

const has = (...tools: string[]) => tools.every((tool) => !spawnSync(tool, ["--version"]).error);

/** The shell commands of the recipe, block by block. */
async function recipe(): Promise<string[]> {
  const doc = await readFile(path.join(root, "docs/checking-a-list.md"), "utf8");
  return [...doc.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = ""]) => script);
}

const altered = (text: string) => text.replace("Third", "Thirds");

describe("npm run register:verify", () => {
  test("says that all is well, with the key one knows and what one kept", async () => {
    const { code, said } = verifyRegister("record.json", "--key", "key.pem", "--previous", "older.json");
    expect(said).toContain("All is well");
    expect(said).toContain("7 entries: 5 published, 1 corrected, 1 removed");
    expect(said).toContain("4 published now");
    expect(code).toBe(0);
    expect(verifyRegister("record.json", "--key", signingKey().publicKey).code).toBe(0);
  });

  test("says what does not hold", async () => {
    const record = await readFile(path.join(folder, "record.json"), "utf8");
    await writeFile(path.join(folder, "altered.json"), altered(record));
    const one = verifyRegister("altered.json");
    expect(one).toMatchObject({ code: 1 });
    expect(one.said).toContain(
      "Entry 2: the name “Thirds”, with what is shown of it, is not the one recorded.",
    );
    const shorter = verifyRegister("older.json", "--previous", "record.json");
    expect(shorter).toMatchObject({ code: 1 });
    expect(shorter.said).toContain("does not begin with the 7 entries that the older head was signed for");
    const other = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    expect(verifyRegister("record.json", "--key", other)).toMatchObject({ code: 1 });
  });

  test("says when it cannot read", async () => {
    await writeFile(path.join(folder, "cut.json"), '{"format":');
    expect(verifyRegister()).toMatchObject({ code: 2 });
    expect(verifyRegister("nothing.json").said).toContain("nothing.json cannot be read.");
    expect(verifyRegister("cut.json")).toMatchObject({ code: 2 });
    expect(verifyRegister("record.json", "--what")).toMatchObject({ code: 2 });
    expect(verifyRegister("record.json", "--previous", "key.pem")).toMatchObject({ code: 2 });
  });

  test("holds the list that people read against the record, page by page; the program of the docs does too", async () => {
    await copyFile(path.join(root, "public/check-a-list.mjs"), path.join(folder, "list-check.mjs"));
    const pages: { letter: string; signatoryCount: number; signatories: Signatory[] }[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const request = new Request(`http://localhost:3000/?limit=3&cursor=${cursor}`);
      const page = await (
        await getSignatories(request, { params: Promise.resolve({ slug: letter.slug }) })
      ).json();
      pages.push(page);
      cursor = page.next;
    }
    expect(pages.map(({ signatories }) => signatories.length)).toEqual([3, 1]);
    const both = async (...given: unknown[]) => {
      await save("list.json", ...given);
      const program = spawnSync(process.execPath, ["list-check.mjs", "record.json", "--list", "list.json"], {
        cwd: folder,
        encoding: "utf8",
      });
      const { code, said } = verifyRegister("record.json", "--list", "list.json");
      return [code, program.status, said] as const;
    };
    expect(await both(...pages)).toEqual([0, 0, expect.stringContaining("All is well")]);
    const [first, last] = pages;
    const [one, two, three] = first?.signatories ?? [];
    const count = first?.signatoryCount;
    const shown: [string, unknown[], string][] = [
      ["left out", [last], "The list does not show “"],
      [
        "added",
        [...pages, { ...last, signatories: [{ ...one, position: 99, name: "Nobody" }] }],
        "shows “Nobody”",
      ],
      [
        "changed",
        [{ ...first, signatories: [one, { ...two, country: "AT" }, three] }, last],
        "something else beside it",
      ],
      ["moved", [{ ...first, signatories: [two, one, three] }, last], "does not stand where it was signed"],
      ["twice", [...pages, last], "does not hold as published"],
    ];
    for (const [what, given, words] of shown)
      expect([what, ...(await both(...given))]).toEqual([what, 1, 1, expect.stringContaining(words)]);
    const [code, , said] = await both({ ...first, signatoryCount: 54 }, last);
    expect([code, said]).toEqual([1, expect.stringContaining(`54 names, and shows ${count}`)]);
    expect((await both({ anything: [] })).slice(0, 2)).toEqual([1, 1]);
    expect((await both({ ...first, letter: "another" }, last))[2]).toContain("another letter, another");
  });

  test("takes a receipt, and a head with the proof that it grew from an older one", async () => {
    const receipt = await readReceipt(signatureId);
    await save("receipt.json", receipt);
    expect(verifyRegister("receipt.json", "--key", "key.pem")).toMatchObject({ code: 0 });
    await save("forged.json", { ...receipt, proof: [] });
    expect(verifyRegister("forged.json").said).toContain("Entry 0 is not in the record of 7 entries");
    await save("head.json", await readHeadSince(letter.slug, 2));
    expect(verifyRegister("head.json", "--previous", "older.json")).toMatchObject({ code: 0 });
    await save("head.json", await readHeadSince(letter.slug, 3));
    expect(verifyRegister("head.json", "--previous", "older.json")).toMatchObject({ code: 1 });
    expect(await readHeadSince(letter.slug, 8)).toBeNull();
  });
});

describe("the recipe in docs/checking-a-list.md", () => {
  test("is the program that the site hands out; it finds the record right, and altered wrong", async () => {
    const doc = await readFile(path.join(root, "docs/checking-a-list.md"), "utf8");
    const program = /```js\n([\s\S]*?)```/.exec(doc)?.[1] ?? "";
    expect(program).toBe(await readFile(path.join(root, "public/check-a-list.mjs"), "utf8"));
    await writeFile(path.join(folder, "check-a-list.mjs"), program);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ["check-a-list.mjs", ...args], { cwd: folder, encoding: "utf8" });
    const key = ["--key", signingKey().publicKey];
    const right = run("record.json", "--previous", "older.json", ...key);
    expect(right.stderr).toBe("");
    expect(right.stdout).toContain("Right, and as it was at 2 entries.");
    expect(run("record.json", "--key", "key.pem").stdout).toContain("Right");
    const record = await exportedPart(letter.slug);
    const { entries, openings, head } = record;
    const wrongs = {
      name: altered(JSON.stringify(record)),
      entry: JSON.stringify({
        ...record,
        entries: entries.with(1, { ...(entries[1] as Leaf), at: now.toISOString().replace("12", "13") }),
      }),
      dropped: JSON.stringify({ ...record, entries: entries.slice(0, -1) }),
      added: JSON.stringify({ ...record, entries: [...entries, { ...entries[0], index: 7 }] }),
      moved: JSON.stringify({ ...record, entries: entries.toReversed() }),
      left: JSON.stringify({ ...record, openings: openings.slice(1) }),
      head: JSON.stringify({ ...record, head: { ...head, size: 6 } }),
      signature: JSON.stringify({
        ...record,
        head: { ...head, signature: Buffer.alloc(64).toString("base64") },
      }),
    };
    for (const [name, text] of Object.entries(wrongs)) {
      await writeFile(path.join(folder, "wrong.json"), `${text}\n`);
      expect([name, run("wrong.json", ...key).status]).toEqual([name, 1]);
    }
    expect(run("older.json", "--previous", "record.json", ...key).status).toBe(1);
    // Nor is a record believed that makes no sense, though the site itself signed it.
    const nonsense: [number, Partial<Leaf>, string][] = [
      [1, { index: 2 }, "Entry 1 says that it is entry 2."],
      [1, { commitment: undefined }, "Entry 1 has a hash too many or too few."],
      [6, { of: undefined }, "Entry 6 does not say what it replaces, or should not."],
      [6, { of: 1 }, "Entry 6 ends what is not published."],
    ];
    for (const [place, change, words] of nonsense) {
      const changed = entries.with(place, { ...entries[place], ...change } as Leaf);
      await save("wrong.json", { ...record, entries: changed, head: signedHead(changed, head.at) });
      const { status, stderr } = run("wrong.json", ...key);
      expect([status, stderr]).toEqual([1, expect.stringContaining(words)]);
      expect(stderr).not.toMatch(/is not signed|are not those that were signed/);
    }
  });

  test("fetches a letter of one part and of two", async () => {
    if (!has("jq")) return;
    const [names, fetching, listing] = await recipe();
    const site = await mkdtemp(path.join(folder, "site-"));
    // Files in place of the network: what is not there fails as `curl -f` does.
    const curl = `curl() { case $2 in *key) echo KEY;; *) cat "$(basename "$2")" || return 22;; esac; }`;
    const next = "https://letters.example/api/v1/letters/children-safe-online/log?part=2";
    for (const parts of [[{ next: null }], [{ next }, { next: null }]]) {
      const lines = parts.map((part) => `${JSON.stringify(part)}\n`);
      for (const [at, line] of lines.entries()) await writeFile(path.join(site, `log?part=${at + 1}`), line);
      const script = `set -eu\n${curl}\n${names}${fetching}`;
      const { stderr } = spawnSync("bash", ["-c", script], { cwd: site, encoding: "utf8", timeout: 10_000 });
      expect(stderr).toBe("");
      expect(await readFile(path.join(site, "record.json"), "utf8")).toBe(lines.join(""));
      expect(await readFile(path.join(site, "key.pem"), "utf8")).toBe("KEY\n");
    }
    await writeFile(path.join(site, "signatories?limit=500&cursor="), '{"next":"abc"}');
    await writeFile(path.join(site, "signatories?limit=500&cursor=abc"), '{"next":null}');
    const script = `set -eu\n${curl}\n${names}${listing}`;
    expect(spawnSync("bash", ["-c", script], { cwd: site, encoding: "utf8", timeout: 10_000 }).stderr).toBe(
      "",
    );
    expect(await readFile(path.join(site, "list.json"), "utf8")).toBe('{"next":"abc"}\n{"next":null}\n');
  });

  test("agrees with openssl, jq and sha256sum where they are", async () => {
    const [, , , signature, leaf, name] = await recipe();
    const run = (script = "") => spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" }).stdout;
    const { entries } = await exportedPart(letter.slug);
    if (has("openssl", "jq", "base64")) expect(run(signature)).toContain("Verified Successfully");
    if (has("jq", "sha256sum")) {
      const [entry] = await db().ledgerEntry.findMany({ where: { letterId: letter.id, index: 0 } });
      expect(run(leaf).slice(0, 64)).toBe(
        Buffer.from(entry?.nodes ?? [])
          .subarray(0, 32)
          .toString("hex"),
      );
      if (has("xxd")) expect(run(name).slice(0, 64)).toBe(entries[0]?.commitment);
    }
  });
});

describe("a receipt", () => {
  test("says what was signed, when and by whom, and holds by itself; who is not published has none", async () => {
    const receipt = await readReceipt(signatureId);
    if (!receipt) throw new Error("no receipt");
    expect(checkReceipt(receipt, { key: signingKey().publicKey }).problems).toEqual([]);
    expect(receipt.letter).toMatchObject({
      slug: letter.slug,
      version: 1,
      language: "en",
      sha256: letter.version.sha256,
    });
    expect(receipt.signed).toMatchObject({
      by: { name: "Rosa Representative", role: "Director" },
      decidedAt: now.toISOString(),
    });
    expect(receipt.head.size).toBe(7);
    expect(JSON.stringify(receipt)).not.toContain("@");
    expect(await readReceipt(await pendingSignature(letter))).toBeNull();
    expect(await readReceipt(crypto.randomUUID())).toBeNull();
    const removed = await db().signature.findFirstOrThrow({
      where: { letterId: letter.id, status: "removed" },
    });
    expect(await readReceipt(removed.id)).toBeNull();
  });

  test.each(["en", "de", "fr"] as const)("can be shown in %s", async (locale) => {
    const receipt = await readReceipt(signatureId);
    if (!receipt) throw new Error("no receipt");
    const context = { locale, t: translator(locale), site: "http://localhost" };
    const html = renderToStaticMarkup(
      createElement(Receipt, { context, receipt, download: "/receipt.json" }),
    );
    const text = html.replace(/<[^>]*>/g, "");
    const names = ["日本", "Doctors for Children", "Rosa Representative, Director"];
    for (const shown of [letter.version.sha256, receipt.head.root, ...names]) expect(text).toContain(shown);
    expect(html).toContain(`/${locale}/${letter.slug}/text/${letter.version.sha256}.txt`);
  });

  test("names a text that can be had: every version of the demo's hashes to its name", async () => {
    await loadDemo(now);
    const { createHash } = await import("node:crypto");
    for (const locale of ["en", "de", "fr"] as const) {
      const demo = await findLetter("children-safe-online", locale);
      const text = await findText("children-safe-online", demo?.version.sha256 ?? "");
      expect(text && createHash("sha256").update(exactText(text)).digest("hex")).toBe(demo?.version.sha256);
    }
    expect(await findText(letter.slug, "00".repeat(32))).toBeNull();
  });
});

describe("a head", () => {
  test("of a size is never signed with another root: entries and roots are there for good", async () => {
    const first = await exportedPart(letter.slug);
    await expect(
      db().$executeRaw`UPDATE ledger_entry SET root = sha256('x') WHERE letter_id = ${letter.id}::uuid`,
    ).rejects.toThrow(/append-only/);
    await decide(
      { signatureId: await pendingSignature(letter), kind: "approve", reason: "" },
      await moderatorOf(letter),
      new Date(),
    );
    const grown = await exportedPart(letter.slug);
    expect(grown.head.size).toBe(first.head.size + 1);
    const roots = await db().ledgerEntry.findMany({
      where: { letterId: letter.id },
      orderBy: { index: "asc" },
    });
    expect(Buffer.from(roots[first.head.size - 1]?.root ?? []).toString("hex")).toBe(first.head.root);
    expect(grown.entries.slice(0, -1)).toEqual(first.entries);
  });

  test("of a letter on which nothing happened is that of the empty tree", async () => {
    const empty = await makeLetter();
    const { head, entries } = await exportedPart(empty.slug);
    expect(head.root).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(entries).toEqual([]);
    await save("empty.json", await exportedPart(empty.slug));
    expect(verifyRegister("empty.json")).toMatchObject({ code: 0 });
  });
});
