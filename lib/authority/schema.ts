import { z } from "zod";
import { AuthorityRule } from "@/lib/generated/prisma/enums";
import { optionalText } from "@/lib/text";

/** Longest line of an objection, in UTF-16 code units. */
export const objectionLimit = 1000;

/** As many notices may go out about one signature. */
export const mostNotices = 3;

/** How many days an organisation has, at least and at most; a letter's owner chooses. */
export const noticeDays = { least: 1, most: 30 } as const;

/** For how many days after its end a notice's link still takes an objection. */
export const graceDays = 30;

/** What an organisation's mailbox is often called. */
export const suggestedNames = ["info", "office", "contact", "kontakt"] as const;

export const authorityRules = Object.values(AuthorityRule);

/** A notice as it comes from the desk: a whole address, or what stands before the @. */
export const NoticeOrder = z.object({ signatureId: z.uuid(), address: z.string().trim().min(1).max(254) });
export type NoticeOrder = z.output<typeof NoticeOrder>;

/** An objection as the organisation's form sends it: a line if it likes. */
export const ObjectionInput = optionalText(objectionLimit);

/** What a letter's owner chooses about notices. */
export const AuthorityRuleInput = z.object({
  rule: z.enum(AuthorityRule),
  waits: z.boolean(),
  days: z.coerce.number().int().min(noticeDays.least).max(noticeDays.most),
});
export type AuthorityRuleInput = z.output<typeof AuthorityRuleInput>;
