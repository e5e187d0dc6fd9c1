import type { Check } from "@/lib/evidence/evidence";

/** Whether somebody who reads the given mailbox pressed the button. */
export const mailConfirmed: Check = async ({ email, confirmedAt }) => {
  if (!email) return [{ code: "noMail", weighs: "unknown", values: {} }];
  if (!confirmedAt) return [{ code: "mailNotConfirmed", weighs: "against", values: {} }];
  return [{ code: "mailConfirmed", weighs: "for", values: { at: confirmedAt.toISOString() } }];
};
