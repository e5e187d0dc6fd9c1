import { recordFor } from "@/lib/accounts/log";
import { asOwner } from "@/lib/accounts/members";
import type { Actor } from "@/lib/audit/commands";
import type { AuthorityRuleInput } from "@/lib/authority/schema";
import { db } from "@/lib/db";
import { ok, type Result } from "@/lib/result";

/** What a letter asks about notices to organisations. */
export async function authorityRuleOf(letterId: string): Promise<AuthorityRuleInput> {
  const letter = await db().letter.findUniqueOrThrow({
    where: { id: letterId },
    select: { authorityRule: true, authorityWaits: true, authorityDays: true },
  });
  return { rule: letter.authorityRule, waits: letter.authorityWaits, days: letter.authorityDays };
}

/** Changes it; for the letter's owners. Notices that are out already keep their days. */
export async function writeAuthorityRule(
  slug: string,
  { rule, waits, days }: AuthorityRuleInput,
  ownerId: string,
): Promise<Result<null, "forbidden">> {
  return asOwner<null, never>(slug, ownerId, async (tx, letterId) => {
    await tx.letter.update({
      where: { id: letterId },
      data: { authorityRule: rule, authorityWaits: waits, authorityDays: days },
    });
    const actor: Actor = { kind: "moderator", moderatorId: ownerId };
    await recordFor(tx, letterId, actor, "authorityRule", `${rule} ${waits ? "waits" : "runs"} ${days}`);
    return ok(null);
  });
}
