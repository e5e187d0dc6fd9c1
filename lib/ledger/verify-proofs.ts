import type { SignedHead } from "@/lib/ledger/head";
import { hashOfLeaf } from "@/lib/ledger/leaf";
import type { Receipt } from "@/lib/ledger/receipt";
import { type Hash, hashBytes, isConsistent, rootFromInclusion } from "@/lib/ledger/tree";
import {
  type CheckOptions,
  checkHead,
  checkKey,
  checkOpening,
  Findings,
  isOpening,
  isSignedHead,
  type Report,
} from "@/lib/ledger/verify";

/** Checks a receipt by itself: that its name is in the log, and that the log's head was signed. */
export function checkReceipt(receipt: Receipt, options: CheckOptions = {}): Report {
  const findings = new Findings();
  const { letter, entry, opening, head, signed } = receipt;
  const key = checkKey(findings, [receipt], options.key);
  if (key) checkHead(findings, head, { letter: letter.slug, key });
  checkOpening(findings, opening, { letter: letter.slug, commitment: entry.commitment });
  if (entry.index !== opening.index || entry.commitment === undefined)
    findings.add("The receipt’s entry is not the one of its name.");
  if (opening.text !== letter.sha256)
    findings.add("The receipt names another text than the one that stands in the record.");
  const root = rootFromInclusion(entry.index, head.size, hashOfLeaf(entry), readHashes(receipt.proof));
  if (root?.toString("hex") !== head.root)
    findings.add(`Entry ${entry.index} is not in the record of ${head.size} entries that was signed.`);
  const { previous } = options;
  if (previous && (previous.size !== head.size || previous.root !== head.root))
    findings.add(
      "A receipt alone cannot be held against a head of another moment: check an export with --previous.",
    );
  const facts = [
    `Letter       ${letter.slug}, version ${letter.version} (${letter.language}): ${letter.title}`,
    `Text         SHA-256 ${letter.sha256}`,
    `Name         ${opening.signatory.name}`,
    `Signed       ${signed.at}${signed.decidedAt ? `, decided ${signed.decidedAt}` : ""} (these times are the site’s word)`,
    `Entry        ${entry.index}, ${entry.kind} ${entry.at}, of ${head.size}`,
    `Head         ${head.root}, ${head.at}`,
    `Key          ${receipt.key}${options.key ? "" : " (the file’s own; compare it with the one that you know, or pass --key)"}`,
  ];
  return { problems: findings.problems, facts };
}

/** A head with the proof that the log began as an older one says, as the API gives it. */
export interface Growth {
  key: string;
  head: SignedHead;
  since: number;
  /** Hex. */
  proof: string[];
}

/** Checks that a log still begins with what an older head was signed for, by a few hashes instead of the whole log. */
export function checkGrowth({ key: named, head, since, proof }: Growth, options: CheckOptions): Report {
  const findings = new Findings();
  const { previous } = options;
  const key = checkKey(findings, [{ key: named }], options.key);
  if (key) checkHead(findings, head, { letter: head.letter, key });
  if (!previous) findings.add("There is nothing to compare with: pass the older head with --previous.");
  if (previous && key) checkHead(findings, previous, { letter: head.letter, key, what: "The older head" });
  if (previous && previous.size !== since)
    findings.add(
      `The proof begins at ${since} entries, the older head at ${previous.size}: ask for since=${previous.size}.`,
    );
  const [old, now] = [previous, head].map(
    (one) => one && { size: one.size, root: Buffer.from(one.root, "hex") },
  );
  if (old && now && !isConsistent(old, now, readHashes(proof)))
    findings.add(`The record does not begin with the ${since} entries that the older head was signed for.`);
  return {
    problems: findings.problems,
    facts: [
      `Letter       ${head.letter}`,
      `Record       ${head.size} entries, beginning with the ${since} of the older head`,
      `Head         ${head.root}, ${head.at}`,
    ],
  };
}

/** Hashes written as hex; what is none becomes one that fits nowhere. */
function readHashes(hex: string[]): Hash[] {
  return hex.map((text) => {
    const bytes = Buffer.from(text, "hex");
    return bytes.length === hashBytes && bytes.toString("hex") === text ? bytes : Buffer.alloc(hashBytes);
  });
}

export function isReceipt(value: unknown): value is Receipt {
  const receipt = value as Partial<Receipt> | null;
  return (
    receipt?.format === "undersigned-receipt-1" &&
    typeof receipt.letter === "object" &&
    typeof receipt.signed === "object" &&
    typeof receipt.entry === "object" &&
    isOpening(receipt.opening) &&
    isTexts(receipt.proof) &&
    isSignedHead(receipt.head) &&
    typeof receipt.key === "string"
  );
}

export function isGrowth(value: unknown): value is Growth {
  const growth = value as Partial<Growth> | null;
  return (
    isSignedHead(growth?.head) &&
    typeof growth.key === "string" &&
    typeof growth.since === "number" &&
    isTexts(growth.proof)
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
