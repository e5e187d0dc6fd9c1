import type { CategoryName } from "@/lib/privacy/categories";

/** How something is kept: readable, encrypted (lib/addresses), or as a hash, mostly keyed, that cannot be turned back. */
export type Protection = "plain" | "sealed" | "hashed";

/**
 * What becomes of a column when what it says about a signer is erased. `key`: a keyed hash takes its place; `empty`: an object
 * without fields, or while only the contact data goes, without those of the representative; `derived`: a trigger makes it anew.
 */
export type Clearing = "null" | "blank" | "no" | "key" | "empty" | "derived";

export interface PersonalColumn {
  category: CategoryName;
  kept: Protection;
  /** Only for rows about a signature that outlive its erasure. */
  clear?: Clearing;
  /** Erased with the contact data already, which runs out before the signature does. */
  isContact?: boolean;
  /** About somebody else than the signer, who was promised that the signer does not read it: in no export (GDPR Art. 15(4)). */
  isOthers?: boolean;
}

/** One table of the database, and what is personal in it. */
export interface StoredTable {
  /** The column by which the rows about one signature are found. */
  of?: string;
  /** What becomes of these rows at its erasure. */
  erase?: "delete" | "clear";
  /** Where there is contact data: the column with the moment that a row is from. */
  since?: string;
  personal?: Record<string, PersonalColumn>;
  /** The columns that say nothing about anybody. */
  none: string;
  /** Those of them that an export shows beside the personal ones. */
  shown?: string;
}

export const plain = (category: CategoryName, clear?: Clearing): PersonalColumn => ({
  category,
  kept: "plain",
  clear,
});
export const contact = (column: PersonalColumn): PersonalColumn => ({ ...column, isContact: true });
export const ofOthers = (column: PersonalColumn): PersonalColumn => ({ ...column, isOthers: true });
export const sealed = (category: CategoryName, clear?: Clearing): PersonalColumn => ({
  category,
  kept: "sealed",
  clear,
});
export const hashed = (category: CategoryName, clear?: Clearing): PersonalColumn => ({
  category,
  kept: "hashed",
  clear,
});

/** Column names as the register writes them. */
export function columnsIn(list: string | undefined): string[] {
  return (list ?? "").split(" ").filter(Boolean);
}
