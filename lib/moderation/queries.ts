import { z } from "zod";
import { anybodyWith, havingRight, membershipWith } from "@/lib/accounts/rights";
import { compareAddresses } from "@/lib/addresses/spelling";
import { historyOf } from "@/lib/audit/queries";
import { db } from "@/lib/db";
import { defaultLocale, isLocale } from "@/lib/i18n/locales";

/** The letters that a moderator may work on. */
export async function lettersOf(moderatorId: string) {
  const memberships = await db().membership.findMany({
    where: membershipWith("view", moderatorId),
    select: { role: true, letter: { select: { id: true, slug: true, publishedCount: true } } },
    orderBy: { letter: { slug: "asc" } },
  });
  return memberships.map(({ role, letter }) => ({ ...letter, role }));
}

/** Whether a text can be the slug of a letter; what cannot be is not asked for. */
function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,80}$/.test(text);
}

/** A letter of a moderator's by its slug, with the moderator's role, or null: not there, or not theirs. */
export async function deskLetter(slug: string, moderatorId: string) {
  if (!isSlug(slug)) return null;
  const membership = await db().membership.findFirst({
    where: { ...membershipWith("view", moderatorId), letter: { slug } },
    select: {
      role: true,
      letter: { select: { id: true, slug: true, publishedCount: true, defaultLocale: true } },
    },
  });
  if (!membership) return null;
  const { defaultLocale: own, ...letter } = membership.letter;
  return { ...letter, role: membership.role, locale: isLocale(own) ? own : defaultLocale };
}

/** Of corrections and of changes asked for, the newest that a moderator sees with a signature. */
export const mostChanges = 50;

/** A signature as a moderator of its letter sees it, with the moderator's role, or null: not there, or not theirs. */
export async function findForDesk(signatureId: string, slug: string, moderatorId: string) {
  if (!z.uuid().safeParse(signatureId).success || !isSlug(slug)) return null;
  const signature = await db().signature.findFirst({
    where: { id: signatureId, letter: { slug, ...havingRight("view", moderatorId) } },
    include: {
      letter: {
        select: {
          id: true,
          slug: true,
          defaultLocale: true,
          memberships: { where: { moderatorId }, select: { role: true } },
        },
      },
      letterVersion: { select: { number: true, locale: true, sha256: true } },
      consents: { include: { text: true } },
      decisions: {
        orderBy: { decidedAt: "desc" },
        take: 20,
        include: { moderator: { select: { email: true } } },
      },
      questions: {
        where: { takenBackAt: null },
        orderBy: { askedAt: "desc" },
        take: 20,
        include: { moderator: { select: { email: true } } },
      },
      corrections: {
        orderBy: [{ madeAt: "desc" }, { id: "desc" }],
        take: mostChanges,
        include: { moderator: { select: { email: true } } },
      },
      amendments: {
        where: { state: { in: ["open", "refused"] } },
        orderBy: [{ askedAt: "desc" }, { id: "desc" }],
        take: mostChanges,
        include: { moderator: { select: { email: true } } },
      },
      authorityNotices: {
        where: { takenBackAt: null },
        orderBy: { orderedAt: "asc" },
        include: {
          moderator: { select: { email: true } },
          clearedBy: { select: { email: true } },
          messages: { select: { kind: true, status: true } },
        },
      },
      _count: {
        select: {
          decisions: true,
          corrections: true,
          amendments: { where: { state: { in: ["open", "refused"] } } },
        },
      },
      tags: { include: { tag: true }, orderBy: { tag: { name: "asc" } } },
      notes: {
        orderBy: { writtenAt: "desc" },
        take: 50,
        include: { moderator: { select: { email: true } } },
      },
      messages: {
        // Not what moderators were told about it.
        where: { moderatorId: null },
        orderBy: { createdAt: "desc" },
        take: 20,
        select: {
          id: true,
          kind: true,
          status: true,
          sentAt: true,
          lastError: true,
          trouble: true,
          createdAt: true,
        },
      },
    },
  });
  const role = signature?.letter.memberships[0]?.role;
  if (!signature || !role) return null;
  const { decisions, corrections, amendments, _count: kept } = signature;
  return {
    ...signature,
    questions: signature.questions.toReversed(),
    corrections: corrections.toReversed(),
    amendments: amendments.toReversed(),
    /** Decisions, corrections and changes asked for that are older than those that are here. */
    olderSteps:
      kept.decisions +
      kept.corrections +
      kept.amendments -
      decisions.length -
      corrections.length -
      amendments.length,
    role,
  };
}

/**
 * The same with its history, which is read before: whatever is written while the signature is read counts as not seen by whoever
 * decides (docs/decisions/012).
 */
export async function openAtDesk(signatureId: string, slug: string, moderatorId: string) {
  const history = z.uuid().safeParse(signatureId).success ? await historyOf(signatureId) : [];
  const signature = await findForDesk(signatureId, slug, moderatorId);
  return signature && { signature, history };
}

export type DeskSignature = NonNullable<Awaited<ReturnType<typeof findForDesk>>>;

/** Somebody who may open the desk of a letter. */
export interface Colleague {
  id: string;
  email: string;
}

/** Everybody who may decide on a letter, by address. */
export async function colleaguesOf(letterId: string): Promise<Colleague[]> {
  const moderators = await db().moderator.findMany({
    where: { memberships: { some: { letterId, ...anybodyWith("moderate") } } },
    select: { id: true, email: true },
  });
  return moderators.map(({ id, email }) => ({ id, email })).sort(compareAddresses);
}
