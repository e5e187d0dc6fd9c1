import { z } from "zod";
import { erasureReasons } from "@/lib/privacy/erasure";
import { contactMonths } from "@/lib/privacy/rules";
import { lengths } from "@/lib/signatures/schema";
import { optionalText } from "@/lib/text";

export const contactLimit = 500;

/** What an owner sets about personal data of a letter's signers. */
export const PrivacySettings = z.object({
  slug: z.string().regex(/^[a-z0-9-]{1,80}$/),
  contactMonths: z.coerce
    .number()
    .int("months")
    .min(contactMonths.least, "months")
    .max(contactMonths.most, "months"),
  privacyContact: optionalText(contactLimit).transform((text) => text || null),
});
export type PrivacySettings = z.output<typeof PrivacySettings>;

/** An address that a request came from. */
export const HeldSearch = z.object({
  slug: z.string().regex(/^[a-z0-9-]{1,80}$/),
  address: z
    .string()
    .trim()
    .max(lengths.email)
    .regex(/^[^@\s]+@[^@\s]+$/),
});

/** An erasure as the desk sends it: asked for first, confirmed then. */
export const ErasureInput = z.object({
  signatureId: z.uuid(),
  reason: z.enum(erasureReasons),
  isConfirmed: z.string().optional(),
});
