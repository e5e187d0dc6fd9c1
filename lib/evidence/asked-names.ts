import { type Tx, transaction } from "@/lib/db";
import type { Check, Evidence } from "@/lib/evidence/evidence";
import { isSameName, nameKeys } from "@/lib/evidence/name-keys";

/** So many changes that wait are read, those of the oldest signatures: of a letter with more, that is said. */
const read = 1000;
const shown = 3;

interface Asked {
  id: string;
  name: string | null;
  nameAlt: string | null;
}

/** Whether the signer of another signature on the list has asked for this name: what waits at the desk is compared with nothing else. */
export const askedNames: Check = async ({ id, letterId, name, nameAlt }) => {
  const keys = nameKeys(name, nameAlt);
  const { asked, isAll } = await transaction((tx) => readAsked(tx, letterId));
  const same = asked.filter(
    (other) => other.id !== id && keysOf(other).some((key) => keys.some((one) => isSameName(one, key))),
  );
  const found = same
    .slice(0, shown)
    .map((other): Evidence => ({ code: "askedName", weighs: "against", values: { signature: other.id } }));
  if (isAll) return found;
  return [...found, { code: "askedNamesUnread", weighs: "unknown", values: { number: read } }];
};

/** The names that a signature's signer asks for, as they are compared; none where nobody asks. */
export async function keysAskedFor(tx: Tx, signatureId: string): Promise<string[]> {
  const [asked] = await tx.$queryRaw<Asked[]>`
    SELECT signature_id AS id, after->>'name' AS name, after->>'nameAlt' AS "nameAlt"
    FROM amendment WHERE signature_id = ${signatureId}::uuid AND state = 'open'`;
  return asked ? keysOf(asked) : [];
}

async function readAsked(tx: Tx, letterId: string): Promise<{ asked: Asked[]; isAll: boolean }> {
  const rows = await tx.$queryRaw<Asked[]>`
    SELECT s.id, a.after->>'name' AS name, a.after->>'nameAlt' AS "nameAlt" FROM (
      SELECT id, created_at FROM signature WHERE letter_id = ${letterId}::uuid AND has_amendment
      ORDER BY created_at, id LIMIT ${read + 1}
    ) s JOIN amendment a ON a.signature_id = s.id AND a.state = 'open'
    ORDER BY s.created_at, s.id`;
  return { asked: rows.slice(0, read), isAll: rows.length <= read };
}

function keysOf({ name, nameAlt }: Asked): string[] {
  return nameKeys(name ?? "", nameAlt);
}
