import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/ledger/canonical";
import { type Hash, leafHash } from "@/lib/ledger/tree";
import type { Signatory } from "@/lib/register/signatory";

/** What happened to a list, as the log keeps it: no name, only what a name can be held against. */
export interface Leaf {
  /** Its place in the log, from 0. */
  index: number;
  kind: "published" | "corrected" | "removed";
  /** When, as ISO 8601 in UTC with milliseconds. */
  at: string;
  /** Hex SHA-256, see `commitmentTo`; none for what was removed. */
  commitment?: string;
  /** The entry that this one replaces or ends; none for what was published. */
  of?: number;
}

/** The hash of an entry: a leaf is its canonical JSON in UTF-8. */
export function hashOfLeaf(leaf: Leaf): Hash {
  return leafHash(canonicalJson(leaf));
}

export const saltBytes = 32;

/** What a commitment binds: a name as the public reads it, on which letter, under which text. */
export interface Committed {
  letter: string;
  /** Hex SHA-256 of the text that was signed (lib/letters/version.ts). */
  text: string;
  signatory: Signatory;
}

/**
 * Hex SHA-256 that a name can be held against by whoever is given the salt, and by nobody else: of the line
 * `undersigned signatory v1`, the salt and the canonical JSON.
 */
export function commitmentTo(committed: Committed, salt: Uint8Array): string {
  return createHash("sha256")
    .update("undersigned signatory v1\n")
    .update(salt)
    .update(canonicalJson(committed))
    .digest("hex");
}
