import { db } from "@/lib/db";
import type { Check } from "@/lib/evidence/evidence";

/** Published names that look like this one (pg_trgm similarity of 0.45 and up), at most three. */
export const similarNames: Check = async ({ letterId, name, id }) => {
  const rows = await db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('pg_trgm.similarity_threshold', '0.45', true)`;
    return tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM signature
      WHERE letter_id = ${letterId}::uuid AND status = 'published' AND id <> ${id}::uuid
        AND register_text(name, name_alt) % register_text(${name}, NULL)
      ORDER BY similarity(register_text(name, name_alt), register_text(${name}, NULL)) DESC LIMIT 3`;
  });
  if (rows.length === 0) return [{ code: "noSimilarName", weighs: "for", values: {} }];
  return rows.map((row) => ({ code: "similarName", weighs: "against", values: { name: row.name } }));
};
