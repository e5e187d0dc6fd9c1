import type { Check } from "@/lib/evidence/evidence";

/** Whether the last mail to the address came back. */
export const mailBounced: Check = async ({ bounce, bouncedAt }) => {
  if (!bounce || !bouncedAt) return [];
  return [{ code: "mailBounced", weighs: "against", values: { why: bounce, at: bouncedAt.toISOString() } }];
};
