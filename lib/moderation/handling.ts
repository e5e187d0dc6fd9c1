import { z } from "zod";
import { havingRight, membershipWith } from "@/lib/accounts/rights";
import { type Actor, record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";
import { markAside, markAssigned } from "@/lib/signatures/marks";

export const noteLimit = 2000;

/** What moderators do with a signature short of deciding it. */
export const HandlingInput = z.discriminatedUnion("kind", [
  z.object({ signatureId: z.uuid(), kind: z.literal("hold") }),
  z.object({ signatureId: z.uuid(), kind: z.literal("release") }),
  z.object({
    signatureId: z.uuid(),
    kind: z.literal("assign"),
    /** Empty: nobody. */
    assigneeId: z.union([z.uuid(), z.literal("").transform(() => null)]),
  }),
  z.object({
    signatureId: z.uuid(),
    kind: z.literal("note"),
    text: z
      .string()
      .transform((text) => text.replaceAll("\r\n", "\n").normalize("NFC").trim())
      .pipe(
        z
          .string()
          .min(1, "required")
          .max(noteLimit, "tooLong")
          .refine((text) => !hasUnsafeCharacters(text.replaceAll("\n", "")), "characters"),
      ),
  }),
]);
export type HandlingInput = z.output<typeof HandlingInput>;

export type HandlingRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | "unknown"
  /** Only what waits for a decision can be put aside. */
  | "notPending"
  /** Nobody of that id works on this letter. */
  | "noColleague";

/** Holds, releases, assigns or annotates a signature, with its audit entry. What stands so already changes nothing. */
export async function handle(
  input: HandlingInput,
  moderatorId: string,
  now: Date,
): Promise<Result<null, HandlingRefusal>> {
  return transaction(async (tx) => {
    const signature = await tx.signature.findFirst({
      where: { id: input.signatureId, letter: havingRight("moderate", moderatorId) },
      select: { letterId: true, status: true },
    });
    if (!signature) return fail("unknown");
    if ((input.kind === "hold" || input.kind === "release") && signature.status !== "pending")
      return fail("notPending");
    if (input.kind === "assign" && input.assigneeId) {
      const colleague = { ...membershipWith("moderate", input.assigneeId), letterId: signature.letterId };
      if ((await tx.membership.count({ where: colleague })) === 0) return fail("noColleague");
    }
    if (await carryOut(tx, input, moderatorId, now)) {
      const actor: Actor = { kind: "moderator", moderatorId };
      const { signatureId, kind } = input;
      const detail = input.kind === "assign" ? (input.assigneeId ?? "nobody") : undefined;
      const entry = {
        letterId: signature.letterId,
        signatureId,
        actor,
        action: kind,
        from: null,
        to: null,
        detail,
      };
      await record(tx, [entry]);
    }
    return ok(null);
  });
}

async function carryOut(tx: Tx, input: HandlingInput, moderatorId: string, now: Date): Promise<boolean> {
  switch (input.kind) {
    case "hold":
      return markAside(tx, input.signatureId, "hold");
    case "release":
      return markAside(tx, input.signatureId, null);
    case "assign":
      return markAssigned(tx, input.signatureId, input.assigneeId);
    case "note":
      await tx.note.create({
        data: { signatureId: input.signatureId, moderatorId, text: input.text, writtenAt: now },
      });
      return true;
  }
}
