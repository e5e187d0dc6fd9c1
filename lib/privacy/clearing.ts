import { Prisma } from "@/lib/generated/prisma/client";
import { register, tables } from "@/lib/privacy/register";
import type { Clearing, StoredTable } from "@/lib/privacy/stored-table";
import { clearedColumn, type Clearing as SignatureClearing } from "@/lib/signatures/marks";

/** How much goes: everything that is personal, or what serves to reach whoever signed. */
export type Extent = "all" | "contact";

export function hasContact({ personal = {} }: StoredTable): boolean {
  return Object.values(personal).some(({ isContact }) => isContact);
}

export function clearedIn({ personal = {} }: StoredTable, extent: Extent): [string, Clearing][] {
  return Object.entries(personal).flatMap(([column, { clear, isContact }]): [string, Clearing][] =>
    clear && (extent === "all" || isContact) ? [[column, clear]] : [],
  );
}

/** What stands in a cleared column, in SQL. */
export function clearedValue(column: string, how: Clearing, extent: Extent): string {
  if (how === "blank") return "''";
  if (how !== "empty") return "NULL";
  return extent === "all" ? "'{}'" : `"${column}" - '{representativeName,representativeRole}'::text[]`;
}

/** How the columns of a signature are cleared. A representative who is shown on the list with their consent stays on it. */
export function clearingsOfSignature(extent: Extent): Record<string, SignatureClearing> {
  return Object.fromEntries(
    clearedIn(register.signature, extent).flatMap(([column, how]): [string, SignatureClearing][] => {
      if (how === "derived" || how === "empty") return [];
      const isShown =
        extent === "contact" && register.signature.personal[column as "name"].category === "representative";
      return [[column, isShown ? "unlessShown" : how]];
    }),
  );
}

/**
 * Whether a signature `s` has contact data that is not erased, in SQL: what an erasure until the moment `until` (SQL) would change,
 * no more and no less.
 */
export function contactStands(until: Prisma.Sql): Prisma.Sql {
  const own = Object.entries(clearingsOfSignature("contact")).map(
    ([column, how]) => `s."${column}" IS DISTINCT FROM ${clearedColumn(column, how)}`,
  );
  const rows = tables.flatMap(([name, table]): Prisma.Sql[] => {
    const { of, erase, since } = table;
    if (!of || !since || !hasContact(table)) return [];
    const changed = clearedIn(table, "contact").map(
      ([column, how]) => `t."${column}" IS DISTINCT FROM ${clearedValue(column, how, "contact")}`,
    );
    const stands = erase === "delete" ? "true" : changed.join(" OR ");
    return [
      Prisma.sql`EXISTS (SELECT 1 FROM ${Prisma.raw(`"${name}" t WHERE t."${of}" = s.id AND (${stands}) AND t."${since}"`)} <= ${until})`,
    ];
  });
  return Prisma.sql`(${Prisma.join([Prisma.raw(own.join(" OR ")), ...rows], " OR ")})`;
}
