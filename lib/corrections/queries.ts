import { type CorrectableField, correctableFields } from "@/lib/signatures/schema";

/** Some of what can be corrected about a signature. */
export type FieldValues = Partial<Record<CorrectableField, string | null>>;

/** What the signer wrote where moderators changed it: the first `before` of each field, corrections oldest first. */
export function originalOf(corrections: { before: unknown }[]): FieldValues {
  const original: FieldValues = {};
  for (const { before } of corrections.toReversed()) Object.assign(original, fieldsOf(before));
  return original;
}

/** The fields that a kept correction holds. */
export function fieldsOf(kept: unknown): FieldValues {
  if (typeof kept !== "object" || kept === null) return {};
  const known = kept as Partial<Record<CorrectableField, unknown>>;
  return Object.fromEntries(
    correctableFields.flatMap((field) => {
      const value = known[field];
      return typeof value === "string" || value === null ? [[field, value]] : [];
    }),
  );
}
