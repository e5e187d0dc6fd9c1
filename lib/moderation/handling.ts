import { z } from "zod";
import { holdMember } from "@/lib/accounts/lock";
import { havingRight, membershipWith, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { type Tx, transaction } from "@/lib/db";
import { lockSignature } from "@/lib/moderation/changes";
import { fail, ok, type Result } from "@/lib/result";
import { markAside, markAssigned } from "@/lib/signatures/marks";
import { addTag, ensureTag, lockTags, removeTag, TagName } from "@/lib/tags/commands";
import { requiredText } from "@/lib/text";

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
  z.object({ signatureId: z.uuid(), kind: z.literal("note"), text: requiredText(noteLimit) }),
  z.object({ signatureId: z.uuid(), kind: z.literal("tag"), name: TagName }),
  z.object({ signatureId: z.uuid(), kind: z.literal("untag"), tagId: z.uuid() }),
]);
export type HandlingInput = z.output<typeof HandlingInput>;

export type HandlingRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | "unknown"
  /** Only what waits for a decision can be put aside. */
  | "notPending"
  /** The organisation objected to it: it waits in a view of its own until it is decided. */
  | "objected"
  /** Nobody of that id works on this letter. */
  | "noColleague"
  /** The signature, or the letter, has as many tags as it may have. */
  | "tooManyTags";

/** Holds, releases, assigns, tags or annotates a signature, with its audit entry. What stands so already changes nothing. */
export async function handle(
  input: HandlingInput,
  moderatorId: string,
  now: Date,
): Promise<Result<null, HandlingRefusal>> {
  return transaction(async (tx) => {
    const handled = await handleIn(tx, input, moderatorId, now);
    const isTheirs = handled.ok || !(handled.error === "unknown" || handled.error === "noColleague");
    return isTheirs ? handled : notTheirs(handled.error);
  });
}

/** `handle` inside a transaction of the caller's; where it is refused, it has written nothing. */
export async function handleIn(
  tx: Tx,
  input: HandlingInput,
  moderatorId: string,
  now: Date,
): Promise<Result<null, HandlingRefusal>> {
  const { signatureId, kind } = input;
  if (kind === "assign" && input.assigneeId) await holdAssignee(tx, signatureId, input.assigneeId);
  await lockSignature(tx, signatureId);
  const signature = await tx.signature.findFirst({
    where: { id: signatureId, letter: havingRight("moderate", moderatorId) },
    select: { letterId: true, status: true, aside: true, anonymisedAt: true },
  });
  if (!signature || signature.anonymisedAt) return fail("unknown");
  const { letterId, status, aside } = signature;
  if ((kind === "hold" || kind === "release") && status !== "pending") return fail("notPending");
  if ((kind === "hold" || kind === "release") && aside === "objection") return fail("objected");
  if (kind === "assign" && input.assigneeId) {
    const colleague = { ...membershipWith("moderate", input.assigneeId), letterId };
    if ((await tx.membership.count({ where: colleague })) === 0) return fail("noColleague");
  }
  const carried = await carryOut(tx, input, { letterId, moderatorId, now });
  if (carried === "tooManyTags") return fail(carried);
  if (carried) {
    const actor = { kind: "moderator", moderatorId } as const;
    const { detail } = carried;
    await record(tx, [{ letterId, signatureId, actor, action: kind, detail }]);
  }
  return ok(null);
}

/** Nothing is given to somebody who is taken off the letter at this very moment. */
async function holdAssignee(tx: Tx, signatureId: string, assigneeId: string): Promise<void> {
  const where = { id: signatureId };
  const signature = await tx.signature.findUnique({ where, select: { letterId: true } });
  if (signature) await holdMember(tx, signature.letterId, assigneeId);
}

/** What changed: an id for the log where it says more, or null where nothing did. */
type Carried = { detail?: string } | null | "tooManyTags";

async function carryOut(
  tx: Tx,
  input: HandlingInput,
  by: { letterId: string; moderatorId: string; now: Date },
): Promise<Carried> {
  const { signatureId } = input;
  const changed = (isChanged: boolean, detail?: string) => (isChanged ? { detail } : null);
  switch (input.kind) {
    case "hold":
      return changed(await markAside(tx, signatureId, "hold"));
    case "release":
      return changed(await markAside(tx, signatureId, null));
    case "assign":
      return changed(await markAssigned(tx, signatureId, input.assigneeId), input.assigneeId ?? "nobody");
    case "note":
      await tx.note.create({
        data: { signatureId, moderatorId: by.moderatorId, text: input.text, writtenAt: by.now },
      });
      return {};
    case "tag": {
      await lockTags(tx, by.letterId);
      const tagId = await ensureTag(tx, by.letterId, input.name);
      const added = tagId ? await addTag(tx, signatureId, tagId) : "full";
      return added === "full" ? "tooManyTags" : changed(added, tagId ?? undefined);
    }
    case "untag":
      await lockTags(tx, by.letterId);
      return changed(await removeTag(tx, signatureId, input.tagId), input.tagId);
  }
}
