import type { KeptValues } from "@/lib/corrections/keep";
import { fieldsOf } from "@/lib/corrections/queries";
import { db, type Tx } from "@/lib/db";
import { type AmendableField, amendableFields } from "@/lib/signatures/schema";

/** What an amendment, or a correction that came of one, keeps. */
export function valuesOf(kept: unknown): KeptValues {
  const fields = fieldsOf(kept);
  const shown =
    typeof kept === "object" && kept !== null && "showRepresentative" in kept
      ? kept.showRepresentative
      : null;
  return typeof shown === "boolean" ? { ...fields, showRepresentative: shown } : fields;
}

/** What a signature's signer asked for and nobody has decided about, or null. */
export async function openAmendment(
  tx: Tx,
  signatureId: string,
): Promise<{ id: string; after: KeptValues } | null> {
  const open = await tx.amendment.findFirst({
    where: { signatureId, state: "open" },
    select: { id: true, after: true },
  });
  return open && { id: open.id, after: valuesOf(open.after) };
}

/** What a signer waits for, beside what stands there now, for the signer's own page; null where nothing waits. */
export async function waitingChange(signatureId: string) {
  const row = await db().amendment.findFirst({
    where: { signatureId, state: "open" },
    select: { askedAt: true, after: true, signature: true },
  });
  return row && { askedAt: row.askedAt, before: valuesOf(row.signature), after: valuesOf(row.after) };
}
export type WaitingChange = NonNullable<Awaited<ReturnType<typeof waitingChange>>>;

/** Which fields the signers of some signatures (at most a page of them) ask to change; nothing for those who ask for none. */
export async function fieldsAskedFor(signatureIds: string[]): Promise<Map<string, AmendableField[]>> {
  const rows = await db().amendment.findMany({
    where: { signatureId: { in: signatureIds }, state: "open" },
    select: { signatureId: true, after: true },
  });
  return new Map(
    rows.map(({ signatureId, after }) => {
      const values = valuesOf(after);
      return [signatureId, amendableFields.filter((field) => field in values)];
    }),
  );
}
