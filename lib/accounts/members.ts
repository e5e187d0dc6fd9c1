import { ensureModerator } from "@/lib/accounts/sign-in-links";
import { db } from "@/lib/db";
import type { Role } from "@/lib/generated/prisma/enums";

/**
 * Gives somebody a role for a letter, or for every letter where `slug` is left out.
 * @returns the moderator's id and how many letters it was; 0 when there is no such letter.
 */
export async function grantRole(
  email: string,
  role: Role,
  slug?: string,
): Promise<{ moderatorId: string; letters: number }> {
  const letters = await db().letter.findMany({ where: slug ? { slug } : {}, select: { id: true } });
  const moderatorId = await ensureModerator(email);
  for (const { id: letterId } of letters) {
    await db().membership.upsert({
      where: { moderatorId_letterId: { moderatorId, letterId } },
      create: { moderatorId, letterId, role },
      update: { role },
    });
  }
  return { moderatorId, letters: letters.length };
}
