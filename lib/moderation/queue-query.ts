import { z } from "zod";
import type { EvidenceCode } from "@/lib/evidence/evidence";
import { isEvidenceCode } from "@/lib/evidence/queries";
import { SignatoryKind, SignatureStatus } from "@/lib/generated/prisma/enums";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";

/**
 * The saved views of the desk, in the order of their keys: what needs a decision, what of that is doubtful, what waits, what an
 * organisation objected to, what is on the list and its signer asks to change, what is mine, and everything.
 */
export const queueViews = [
  "pending",
  "doubtful",
  "waiting",
  "held",
  "objected",
  "amended",
  "mine",
  "all",
] as const;
export type QueueView = (typeof queueViews)[number];

export const queueSorts = ["oldest", "newest", "name"] as const;
export type QueueSort = (typeof queueSorts)[number];

/** What the queue can be narrowed to. */
export const statuses = Object.values(SignatureStatus);
export function isStatus(text: string): text is SignatureStatus {
  return (statuses as string[]).includes(text);
}
export const kinds = Object.values(SignatoryKind);

export const queuePageSize = 50;
const longestSearch = 100;
export const mostWords = 6;

/** A day of this era: no letter is older, and the database knows no year 0. */
const Day = z.iso
  .date()
  .refine((day) => day > "1900" && day < "2200")
  .transform((day) => new Date(`${day}T00:00:00Z`));

/** What a queue's address asks for. Whatever cannot be read is left out: a shared link never fails. */
export const QueueQuery = z.object({
  view: z.enum(queueViews).catch("pending"),
  sort: z.enum(queueSorts).catch("oldest"),
  q: z
    .string()
    .trim()
    .max(longestSearch)
    .refine((text) => !hasUnsafeCharacters(text))
    .catch(""),
  status: z.enum(SignatureStatus).optional().catch(undefined),
  kind: z.enum(SignatoryKind).optional().catch(undefined),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .catch(undefined),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional()
    .catch(undefined),
  evidence: z.custom<EvidenceCode>(isEvidenceCode).optional().catch(undefined),
  from: Day.optional().catch(undefined),
  until: Day.optional().catch(undefined),
  /** A tag's id. */
  tag: z.uuid().optional().catch(undefined),
  /** A moderator's id, or `none`. */
  assignee: z
    .union([z.uuid(), z.literal("none")])
    .optional()
    .catch(undefined),
});
export type QueueQuery = z.output<typeof QueueQuery>;
