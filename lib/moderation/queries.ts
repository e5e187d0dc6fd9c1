import { z } from "zod";
import { db } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";

/** The views of the desk: what needs a decision first, then what was decided. */
export const queueViews = [
  "pending",
  "published",
  "rejected",
  "removed",
  "unconfirmed",
] as const satisfies SignatureStatus[];
export type QueueView = (typeof queueViews)[number];

export const queuePageSize = 50;

export interface QueueItem {
  id: string;
  kind: "organisation" | "individual";
  name: string;
  nameLang: string | null;
  nameAlt: string | null;
  country: string | null;
  website: string | null;
  email: string | null;
  confirmedAt: Date | null;
  createdAt: Date;
  letterId: string;
}

/** The letters that a moderator may work on. */
export async function lettersOf(moderatorId: string) {
  const memberships = await db().membership.findMany({
    where: { moderatorId },
    select: { role: true, letter: { select: { id: true, slug: true, publishedCount: true } } },
    orderBy: { letter: { slug: "asc" } },
  });
  return memberships.map(({ role, letter }) => ({ ...letter, role }));
}

/** A letter of a moderator's by its slug, or null: not there, or not theirs. */
export async function deskLetter(slug: string, moderatorId: string) {
  return db().letter.findFirst({
    where: { slug, memberships: { some: { moderatorId } } },
    select: { id: true, slug: true, publishedCount: true },
  });
}

const QueueCursor = z.object({ at: z.coerce.date(), id: z.uuid() });

/** One page of a view, oldest first, by keyset over (letter, status, created, id). */
export async function readQueue(
  letterId: string,
  view: QueueView,
  after: string | null,
): Promise<{ items: QueueItem[]; next: string | null }> {
  const cursor = decodeQueueCursor(after);
  const rows = await db().signature.findMany({
    where: {
      letterId,
      status: view,
      ...(cursor && {
        createdAt: { gte: cursor.at },
        OR: [{ createdAt: { gt: cursor.at } }, { createdAt: cursor.at, id: { gt: cursor.id } }],
      }),
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: queuePageSize + 1,
    select: {
      id: true,
      kind: true,
      name: true,
      nameLang: true,
      nameAlt: true,
      country: true,
      website: true,
      email: true,
      confirmedAt: true,
      createdAt: true,
      letterId: true,
    },
  });
  const items = rows.slice(0, queuePageSize);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > queuePageSize && last ? `${last.createdAt.toISOString()}_${last.id}` : null,
  };
}

function decodeQueueCursor(text: string | null) {
  const [at, id] = (text ?? "").split("_");
  return QueueCursor.safeParse({ at, id }).data ?? null;
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
      messages: {
        orderBy: { createdAt: "desc" },
        take: 20,
        select: { id: true, kind: true, status: true, sentAt: true, lastError: true, createdAt: true },
      },
    },
  });
}

export type DeskSignature = NonNullable<Awaited<ReturnType<typeof findForDesk>>>;

/** The next signature of a letter that waits for a decision after this one, for going on without the queue. */
export async function nextPending(
  letterId: string,
  after: { createdAt: Date; id: string },
): Promise<string | null> {
  const row = await db().signature.findFirst({
    where: {
      letterId,
      status: "pending",
      id: { not: after.id },
      createdAt: { gte: after.createdAt },
      OR: [{ createdAt: { gt: after.createdAt } }, { createdAt: after.createdAt, id: { gt: after.id } }],
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true },
  });
  return row?.id ?? null;
}
