import { openAddress } from "@/lib/addresses/seal";
import { record } from "@/lib/audit/commands";
import { isAtOwn, isForeignMail, ownDomain } from "@/lib/authority/address";
import type { Tx } from "@/lib/db";

/** Why a signature cannot be approved yet: what its letter's rule asks for, or an objection that nobody has cleared up. */
export interface ApprovalRefusal {
  code: "authority";
  /**
   * `noticeNeeded`: no notice was sent; `noOwnDomain`: nor can one be, for the website is not the organisation's own;
   * `noticeRuns`: it waits until the days are over; `objected`: the organisation objected.
   */
  why: "noticeNeeded" | "noOwnDomain" | "noticeRuns" | "objected";
  /** Until when it waits. */
  until: Date | null;
}

const openObjection = { objectedAt: { not: null }, clearedAt: null } as const;

/**
 * Those of some signatures, locked by the caller, that wait for a decision and cannot be approved, with the reason. With
 * `isCleared` a moderator says that the organisation has cleared its objection up.
 */
export async function approvalRefusals(
  tx: Tx,
  signatureIds: string[],
  isCleared: boolean,
  now: Date,
): Promise<Map<string, ApprovalRefusal>> {
  const signatures = await tx.signature.findMany({
    where: {
      id: { in: signatureIds },
      status: "pending",
      kind: "organisation",
      OR: [{ letter: { authorityRule: { not: "never" } } }, { authorityNotices: { some: openObjection } }],
    },
    select: {
      id: true,
      website: true,
      email: true,
      letter: { select: { authorityRule: true, authorityWaits: true } },
      authorityNotices: { where: { takenBackAt: null } },
    },
  });
  const refusals = new Map<string, ApprovalRefusal>();
  for (const { id, website, email, letter, authorityNotices } of signatures) {
    const refuse = (why: ApprovalRefusal["why"], until: Date | null = null) =>
      refusals.set(id, { code: "authority", why, until });
    const isOpen = authorityNotices.some(({ objectedAt, clearedAt }) => objectedAt && !clearedAt);
    if (isOpen && !isCleared) refuse("objected");
    const { authorityRule: rule, authorityWaits: waits } = letter;
    const isAsked = rule === "always" || (rule === "foreign_mail" && isForeignMail(email, website));
    if (isOpen || !isAsked) continue;
    // One that went to the domain of another website told somebody else.
    const ends = authorityNotices.flatMap(({ endsAt, sealedEmail }) =>
      endsAt && isAtOwn(openAddress(sealedEmail, "authority_notice.email"), website) ? endsAt : [],
    );
    const first = ends.reduce<Date | null>((one, other) => (one && one < other ? one : other), null);
    if (!first) refuse(ownDomain(website) ? "noticeNeeded" : "noOwnDomain");
    else if (waits && first > now) refuse("noticeRuns", first);
  }
  return refusals;
}

/** Those of some signatures that their organisation objected to, and nobody has cleared up. */
export async function objectedAmong(tx: Tx, signatureIds: string[]): Promise<Set<string>> {
  const notices = await tx.authorityNotice.findMany({
    where: { signatureId: { in: signatureIds }, ...openObjection },
    select: { signatureId: true },
  });
  return new Set(notices.map(({ signatureId }) => signatureId));
}

/** Notes with an approval that the organisation has cleared its objection up, as the moderator says. */
export async function clearObjection(
  tx: Tx,
  { letterId, signatureId }: { letterId: string; signatureId: string },
  moderatorId: string,
  now: Date,
): Promise<void> {
  const { count } = await tx.authorityNotice.updateMany({
    where: { signatureId, ...openObjection },
    data: { clearedAt: now, clearedById: moderatorId },
  });
  if (count === 0) return;
  const actor = { kind: "moderator", moderatorId } as const;
  await record(tx, [{ letterId, signatureId, actor, action: "objectionCleared" }]);
}

/** Brings back the objections that an approval cleared which is taken back. */
export async function reopenObjections(tx: Tx, signatureIds: string[], decidedAt: Date): Promise<void> {
  await tx.authorityNotice.updateMany({
    where: { signatureId: { in: signatureIds }, clearedAt: decidedAt },
    data: { clearedAt: null, clearedById: null },
  });
}
