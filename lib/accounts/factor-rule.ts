import { recordFor } from "@/lib/accounts/log";
import { asOwner } from "@/lib/accounts/members";
import { hasFactor } from "@/lib/accounts/sessions";
import type { Actor } from "@/lib/audit/commands";
import { db } from "@/lib/db";
import { fail, ok, type Result } from "@/lib/result";

/** Asks a second factor of everybody who works on a letter, or no longer; for its owners, who must have one themselves. */
export async function requireFactor(
  slug: string,
  isRequired: boolean,
  ownerId: string,
): Promise<Result<null, "forbidden" | "yoursFirst">> {
  return asOwner<null, "yoursFirst">(slug, ownerId, async (tx, letterId) => {
    if (isRequired && !(await hasFactor(tx, ownerId))) return fail("yoursFirst");
    const { count } = await tx.letter.updateMany({
      where: { id: letterId, requiresSecondFactor: !isRequired },
      data: { requiresSecondFactor: isRequired },
    });
    const actor: Actor = { kind: "moderator", moderatorId: ownerId };
    if (count > 0) await recordFor(tx, letterId, actor, "factorRule", isRequired ? "required" : "optional");
    return ok(null);
  });
}

/** Whether somebody has a second factor that is set up. */
export async function hasOwnFactor(moderatorId: string): Promise<boolean> {
  return hasFactor(db(), moderatorId);
}

/** The letters of somebody that open only once they have a second factor. */
export async function lettersAskingFactor(moderatorId: string): Promise<string[]> {
  if (await hasFactor(db(), moderatorId)) return [];
  const letters = await db().letter.findMany({
    where: { requiresSecondFactor: true, memberships: { some: { moderatorId } } },
    select: { slug: true },
    orderBy: { slug: "asc" },
  });
  return letters.map(({ slug }) => slug);
}
