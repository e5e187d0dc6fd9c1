import type { KeyObject } from "node:crypto";
import { isSignedBy, publicKeyText, readPublicKey, type SignedHead } from "@/lib/ledger/head";
import { commitmentTo, hashOfLeaf, type Leaf, saltBytes } from "@/lib/ledger/leaf";
import type { LogPart, Opening } from "@/lib/ledger/queries";
import { emptyRoot, Frontier } from "@/lib/ledger/tree";
import { checkList } from "@/lib/ledger/verify-list";

/** What a check found. Nothing here touches a database: it runs wherever the file is. */
export interface Report {
  /** In plain words, the first twenty; none when all is well. */
  problems: string[];
  /** What was checked, in plain words. */
  facts: string[];
}

export interface CheckOptions {
  /** The public key that the heads must be signed with; without it the file's own is believed. */
  key?: string;
  /** An older head of the same log, which must be its beginning. */
  previous?: SignedHead;
  /** The public list, in pages as the site gives them, which must show what the record says. */
  list?: unknown[];
}

const mostProblems = 20;
const hash = /^[0-9a-f]{64}$/;

/** Collects what is wrong, and stops listing when it has said enough. */
export class Findings {
  readonly problems: string[] = [];
  add(problem: string): void {
    if (this.problems.length < mostProblems) this.problems.push(problem);
    else this.problems[mostProblems] = "There is more that is wrong; this is where the list stops.";
  }
}

/**
 * Checks a letter's log as it was exported, in one part or many: the signatures, every entry, the tree, and every published
 * name against what the log holds of it. Parts may have been fetched one after the other while the list changed.
 */
export function checkLog(parts: unknown[], options: CheckOptions = {}): Report {
  const findings = new Findings();
  const known = parts.filter(isLogPart);
  const last = known.at(-1);
  if (known.length < parts.length || !last)
    return { problems: ["The file holds something else than parts of an exported record."], facts: [] };
  const { letter, size } = last.head;
  const heads = known.map(({ head }) => head);
  const key = checkKey(findings, known, options.key);
  if (key) for (const head of heads) checkHead(findings, head, { letter, key });
  const earlier = options.previous;
  if (earlier && key) checkHead(findings, earlier, { letter, key, what: "The older head" });
  const roots = new Map<number, string>();
  const entries = known.flatMap((part) => part.entries);
  const endedBy = checkEntries(findings, entries, roots);
  if (entries.length !== size)
    findings.add(`The record has ${size} entries, and the file holds ${entries.length} of them.`);
  for (const head of new Set(heads)) {
    if (roots.get(head.size) !== head.root)
      findings.add(
        `The first ${head.size} entries do not lead to the hash that was signed for them (${head.root}): an entry was changed, left out, added or moved, or the head belongs to another record.`,
      );
    if (head.size > 0 && head.at !== entries[head.size - 1]?.at)
      findings.add(`The head of ${head.size} entries is of another moment than the last of them.`);
  }
  if (earlier && roots.get(earlier.size) !== earlier.root)
    findings.add(
      `The record does not begin with the ${earlier.size} entries that the older head was signed for: what had been recorded was changed, or this is a shorter record.`,
    );
  const published = checkOpenings(findings, known, endedBy);
  if (options.list) checkList(findings, options.list, letter, published);
  return { problems: findings.problems, facts: factsOf(last, entries, published.length, options) };
}

function factsOf(
  last: LogPart,
  entries: Leaf[],
  published: number,
  { key, previous, list }: CheckOptions,
): string[] {
  const { letter, size, root, at } = last.head;
  const count = (kind: Leaf["kind"]) => entries.filter((entry) => entry.kind === kind).length;
  return [
    `Letter       ${letter}`,
    `Record       ${size} entries: ${count("published")} published, ${count("corrected")} corrected, ${count("removed")} removed`,
    `Last change  ${at}`,
    `Names        ${published} published now`,
    `Head         ${root}`,
    `Key          ${last.key}${key ? "" : " (the file’s own; compare it with the one that you know, or pass --key)"}`,
    ...(previous ? [`Begins with  the ${previous.size} entries of the older head`] : []),
    ...(list ? ["List         compared with the names published now"] : []),
  ];
}

/** The key that counts, or null where there is none. */
export function checkKey(findings: Findings, parts: { key: string }[], expected?: string): KeyObject | null {
  const text = expected ?? parts[0]?.key ?? "";
  const key = readPublicKey(text);
  if (!key) {
    findings.add(`This is no public key of Ed25519: ${text}`);
    return null;
  }
  if (parts.some((part) => part.key !== publicKeyText(key)))
    findings.add("The file names another key than the one that its record must be signed with.");
  return key;
}

/** Checks that a head is this letter's, and signed. */
export function checkHead(
  findings: Findings,
  head: SignedHead,
  { letter, key, what = "The head" }: { letter: string; key: KeyObject; what?: string },
): void {
  if (head.letter !== letter) findings.add(`${what} is that of another letter, ${head.letter}.`);
  if (!isSignedBy(head, key))
    findings.add(`${what} of ${head.size} entries is not signed with the key ${publicKeyText(key)}.`);
}

/**
 * Checks that entries follow one another and make sense, and grows the tree over them.
 * @param roots receives the root of each size.
 * @returns by entry, the one that replaced or ended it.
 */
function checkEntries(findings: Findings, entries: Leaf[], roots: Map<number, string>): Map<number, number> {
  const frontier = new Frontier();
  const endedBy = new Map<number, number>();
  roots.set(0, emptyRoot.toString("hex"));
  for (const [place, entry] of entries.entries()) {
    const wrong = whatIsWrong(
      entry,
      place,
      (of) => entries[of]?.commitment !== undefined && !endedBy.has(of),
    );
    if (wrong) findings.add(`Entry ${place}: ${wrong}`);
    if (entry.of !== undefined) endedBy.set(entry.of, place);
    frontier.append(hashOfLeaf(entry));
    roots.set(place + 1, frontier.root().toString("hex"));
  }
  return endedBy;
}

function whatIsWrong(
  { index, kind, at, commitment, of }: Leaf,
  place: number,
  isOpen: (of: number) => boolean,
) {
  if (index !== place) return `it says that it is entry ${index}.`;
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime()) || moment.toISOString() !== at) return `“${at}” is no moment.`;
  if (!["published", "corrected", "removed"].includes(kind)) return `“${kind}” is nothing that can happen.`;
  if ((commitment === undefined) !== (kind === "removed"))
    return "a published or corrected name has a hash, a removed one has none.";
  if (commitment !== undefined && !hash.test(commitment)) return "its hash is none.";
  if ((of === undefined) !== (kind === "published"))
    return "a correction and a removal name the entry that they replace or end, a publication none.";
  if (of !== undefined && (of >= place || !isOpen(of)))
    return `it replaces or ends entry ${of}, which holds no name that is published at that moment.`;
  return null;
}

/**
 * Checks that exactly the names published at the moment of each part are given, and that each is the one recorded.
 * @returns those that are published at the end.
 */
function checkOpenings(findings: Findings, parts: LogPart[], endedBy: Map<number, number>): Opening[] {
  const published: Opening[] = [];
  for (const { head, entries, openings } of parts) {
    const given = new Map(openings.map((opening) => [opening.index, opening]));
    if (given.size !== openings.length) findings.add("A name is given twice for the same entry.");
    for (const entry of entries) {
      const opening = given.get(entry.index);
      given.delete(entry.index);
      const end = endedBy.get(entry.index);
      const isPublished = entry.commitment !== undefined && (end === undefined || end >= head.size);
      if (isPublished && !opening)
        findings.add(`Entry ${entry.index}: its name is published, and is not in the file.`);
      if (!isPublished && opening)
        findings.add(`Entry ${entry.index}: a name is given for it, but it is not published.`);
      if (!isPublished || !opening) continue;
      checkOpening(findings, opening, { letter: head.letter, commitment: entry.commitment });
      if (end === undefined) published.push(opening);
    }
    for (const index of given.keys())
      findings.add(`A name is given for entry ${index}, which is not in this part.`);
  }
  return published;
}

/** Checks a name against what the log holds of it. */
export function checkOpening(
  findings: Findings,
  { index, salt, text, signatory }: Opening,
  { letter, commitment }: { letter: string; commitment: string | undefined },
): void {
  const bytes = Buffer.from(salt, "hex");
  const isRight = bytes.length === saltBytes && bytes.toString("hex") === salt;
  if (!isRight || commitmentTo({ letter, text, signatory }, bytes) !== commitment)
    findings.add(
      `Entry ${index}: the name “${signatory.name}”, with what is shown of it, is not the one recorded.`,
    );
}

function isLogPart(value: unknown): value is LogPart {
  const part = value as Partial<LogPart> | null;
  return (
    typeof part === "object" &&
    part !== null &&
    part.format === "undersigned-log-1" &&
    typeof part.key === "string" &&
    isSignedHead(part.head) &&
    Array.isArray(part.entries) &&
    part.entries.every((entry) => typeof entry === "object" && entry !== null) &&
    Array.isArray(part.openings) &&
    part.openings.every(isOpening)
  );
}

export function isOpening(value: unknown): value is Opening {
  const opening = value as Partial<Opening> | null;
  return (
    typeof opening?.index === "number" &&
    typeof opening.salt === "string" &&
    typeof opening.text === "string" &&
    typeof opening.signatory === "object" &&
    opening.signatory !== null
  );
}

export function isSignedHead(value: unknown): value is SignedHead {
  const head = value as Partial<SignedHead> | null;
  return (
    typeof head === "object" &&
    head !== null &&
    typeof head.letter === "string" &&
    Number.isSafeInteger(head.size) &&
    (head.size ?? -1) >= 0 &&
    typeof head.root === "string" &&
    typeof head.at === "string" &&
    typeof head.signature === "string"
  );
}
