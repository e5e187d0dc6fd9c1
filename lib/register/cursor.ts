import { z } from "zod";

/** Names on one page of the list. */
export const namesPerPage = 120;

/**
 * Where a name stands, below a letter's own address: the page of the list that holds it, in order of signing, opened at the name. Names
 * that are near each other share a page, so that it is kept once. Without a position it is the list.
 */
export function placeOnList(position: number | null): string {
  if (position === null) return "/signatories";
  const before = Math.floor((position - 1) / namesPerPage) * namesPerPage;
  const after = before > 0 ? `?after=${encodeCursor({ sort: "signed", position: before })}` : "";
  return `/signatories${after}#n${position}`;
}

/** Where a page of the register begins: after this row of its order. */
export type Cursor = z.output<typeof Cursor>;

const Cursor = z.union([
  z.object({ sort: z.literal("signed"), position: z.int().min(0).max(2_147_483_647) }),
  // No name holds a NUL, and the database takes none to compare with.
  z.object({
    sort: z.literal("name"),
    name: z
      .string()
      .max(400)
      .regex(/^[^\0]*$/),
    id: z.uuid(),
  }),
]);

export function encodeCursor(cursor: Cursor): string {
  const parts = cursor.sort === "signed" ? ["s", cursor.position] : ["n", cursor.name, cursor.id];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Null for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor | null {
  if (!/^[A-Za-z0-9_-]{1,1200}$/.test(text)) return null;
  try {
    const [sort, ...rest]: unknown[] = JSON.parse(Buffer.from(text, "base64url").toString());
    const parsed = Cursor.safeParse(
      sort === "s" ? { sort: "signed", position: rest[0] } : { sort: "name", name: rest[0], id: rest[1] },
    );
    // One place has one cursor: another spelling of it would be another page to keep.
    return parsed.success && encodeCursor(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
}
