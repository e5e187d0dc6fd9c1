import { db } from "@/lib/db";

export interface HistoryEntry {
  at: Date;
  action: string;
  actor: "signer" | "moderator" | "import" | "system";
  moderatorEmail: string | null;
}

/** What happened to a signature, oldest first, at most 200 entries. */
export async function historyOf(signatureId: string): Promise<HistoryEntry[]> {
  const entries = await db().auditEntry.findMany({
    where: { signatureId },
    orderBy: { id: "asc" },
    take: 200,
  });
  const ids = [...new Set(entries.flatMap((entry) => entry.moderatorId ?? []))];
  const moderators = await db().moderator.findMany({
    where: { id: { in: ids } },
    select: { id: true, email: true },
  });
  const emails = new Map(moderators.map(({ id, email }) => [id, email]));
  return entries.map(({ at, action, actor, moderatorId }) => ({
    at,
    action,
    actor,
    moderatorEmail: (moderatorId && emails.get(moderatorId)) ?? null,
  }));
}
