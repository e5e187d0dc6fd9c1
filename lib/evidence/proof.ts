import type { Check } from "@/lib/evidence/evidence";

/** Whether the sign-on came without proof of work: from a robot perhaps, or from a browser without JavaScript. */
export const proof: Check = async ({ isProven }) =>
  isProven === false ? [{ code: "noProof", weighs: "unknown", values: {} }] : [];
