import { type Tx, transaction } from "@/lib/db";
import type { Check, Evidence } from "@/lib/evidence/evidence";
import { isSameName, nameKeys } from "@/lib/evidence/name-keys";

/** How alike (pg_trgm, 0 to 1) two keys must be before they are looked at letter by letter. */
const threshold = 0.5;
const lookedAt = 50;
const shown = 3;

/** A signature with its names as they are compared (name-keys.ts). */
export interface NamedSubject {
  id: string;
  letterId: string;
  keys: string[];
}

export interface NamedSignature {
  id: string;
  name: string;
  status: "pending" | "published" | "rejected";
}

/**
 * Signatures of a letter that are published, pending or rejected under what seems to be the same name: alike by
 * trigrams, then the same by `isSameName`. The most alike first, at most `limit`.
 */
export async function findSameNames(tx: Tx, subject: NamedSubject, limit: number): Promise<NamedSignature[]> {
  await tx.$executeRaw`SELECT set_config('pg_trgm.similarity_threshold', ${String(threshold)}, true)`;
  const found = new Map<string, NamedSignature>();
  for (const key of subject.keys) {
    const rows = await tx.$queryRaw<(NamedSignature & { key: string })[]>`
      SELECT s.id, s.name, s.status, n.key FROM (
        SELECT signature_id, key FROM signature_name WHERE key % ${key}
      ) n JOIN signature s ON s.id = n.signature_id
      WHERE s.letter_id = ${subject.letterId}::uuid AND s.id <> ${subject.id}::uuid
        AND s.status IN ('pending', 'published', 'rejected')
      ORDER BY similarity(n.key, ${key}) DESC, s.id LIMIT ${lookedAt}`;
    for (const { key: other, ...row } of rows) if (isSameName(key, other)) found.set(row.id, row);
  }
  return [...found.values()].slice(0, limit);
}

/** Names of this letter that seem to be this one. */
export const similarNames: Check = async ({ id, letterId, name, nameAlt }) => {
  const keys = nameKeys(name, nameAlt);
  const same = await transaction((tx) => findSameNames(tx, { id, letterId, keys }, shown));
  if (same.length === 0) return [{ code: "noSimilarName", weighs: "for", values: {} }];
  return same.map(
    (other): Evidence => ({
      code: "similarName",
      weighs: "against",
      values: { status: other.status, signature: other.id },
    }),
  );
};
