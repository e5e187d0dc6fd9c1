import { z } from "zod";
import { db } from "@/lib/db";
import { defaultLocale, isLocale } from "@/lib/i18n/locales";

/** The letters that a moderator may work on. */
export async function lettersOf(moderatorId: string) {
  const memberships = await db().membership.findMany({
    where: { moderatorId },
    select: { role: true, letter: { select: { id: true, slug: true, publishedCount: true } } },
    orderBy: { letter: { slug: "asc" } },
  });
  return memberships.map(({ role, letter }) => ({ ...letter, role }));
}

/** A letter of a moderator's by its slug, with the moderator's role, or null: not there, or not theirs. */
export async function deskLetter(slug: string, moderatorId: string) {
  const membership = await db().membership.findFirst({
    where: { moderatorId, letter: { slug } },
    select: {
      role: true,
      letter: { select: { id: true, slug: true, publishedCount: true, defaultLocale: true } },
    },
  });
  if (!membership) return null;
  const { defaultLocale: own, ...letter } = membership.letter;
  return { ...letter, role: membership.role, locale: isLocale(own) ? own : defaultLocale };
}

/** A signature as a moderator of its letter sees it, or null: not there, or not theirs. */
export async function findForDesk(signatureId: string, slug: string, moderatorId: string) {
  if (!z.uuid().safeParse(signatureId).success) return null;
  return db().signature.findFirst({
    where: { id: signatureId, letter: { slug, memberships: { some: { moderatorId } } } },
    include: {
      letter: { select: { id: true, slug: true } },
      letterVersion: { select: { number: true, locale: true, sha256: true } },
      consents: { include: { text: true } },
      decisions: {
        orderBy: { decidedAt: "desc" },
        take: 20,
        include: { moderator: { select: { email: true } } },
      },
      notes: {
        orderBy: { writtenAt: "desc" },
        take: 50,
        include: { moderator: { select: { email: true } } },
      },
      messages: {
        orderBy: { createdAt: "desc" },
        take: 20,
        select: { id: true, kind: true, status: true, sentAt: true, lastError: true, createdAt: true },
      },
    },
  });
}

export type DeskSignature = NonNullable<Awaited<ReturnType<typeof findForDesk>>>;

/** Somebody who may open the desk of a letter. */
export interface Colleague {
  id: string;
  email: string;
}

/** Everybody who works on a letter, by address. */
export async function colleaguesOf(letterId: string): Promise<Colleague[]> {
  return db().moderator.findMany({
    where: { memberships: { some: { letterId } } },
    orderBy: { email: "asc" },
    select: { id: true, email: true },
  });
}
