import { type CorrectableField, correctableFields } from "@/lib/signatures/schema";

/** Some of what can be corrected about a signature. */
export type FieldValues = Partial<Record<CorrectableField, string | null>>;

/** A kept correction. Without a moderator the signer made it; with an amendment the signer asked for it. */
export interface KeptCorrection {
  before: unknown;
  after: unknown;
  moderatorId: string | null;
  amendmentId: string | null;
}

/** What the signer wrote where moderators changed it, corrections oldest first; what the signer changed is what the signer wrote. */
export function originalOf(corrections: KeptCorrection[]): FieldValues {
  let original: FieldValues = {};
  for (const { before, after, moderatorId, amendmentId } of corrections) {
    const isSigners = moderatorId === null || amendmentId !== null;
    original = isSigners ? { ...original, ...fieldsOf(after) } : { ...fieldsOf(before), ...original };
  }
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
