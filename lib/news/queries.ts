import { z } from "zod";
import { db } from "@/lib/db";
import { isLocale } from "@/lib/i18n/locales";
import type { NewsText } from "@/lib/news/schema";

/** How far a news is. */
export interface NewsProgress {
  queued: number;
  sent: number;
  failed: number;
  /** Taken back: consent or name were gone by then. */
  cancelled: number;
}

/** A news of a letter, with its texts in the order of the languages. */
export interface News {
  id: string;
  letterId: string;
  writtenAt: Date;
  authorEmail: string;
  startedAt: Date | null;
  startedByEmail: string | null;
  /** When the last mail was queued; the mail server takes them one by one afterwards. */
  addressedAt: Date | null;
  texts: NewsText[];
}

const include = {
  author: { select: { email: true } },
  startedBy: { select: { email: true } },
  texts: { orderBy: { locale: "asc" } },
} as const;

/** A news by its id, or null: not there, or not of this letter. */
export async function findNews(id: string, letterId: string): Promise<News | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db().news.findFirst({ where: { id, letterId }, include });
  return row && newsOf(row);
}

/** A letter's news, the newest first, at most 100. */
export async function listNews(letterId: string): Promise<News[]> {
  const rows = await db().news.findMany({
    where: { letterId },
    include,
    orderBy: [{ writtenAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return rows.map(newsOf);
}

interface NewsRow {
  id: string;
  letterId: string;
  writtenAt: Date;
  startedAt: Date | null;
  addressedAt: Date | null;
  author: { email: string };
  startedBy: { email: string } | null;
  texts: { locale: string; subject: string; body: string }[];
}

function newsOf({ author, startedBy, texts, ...row }: NewsRow): News {
  return {
    ...row,
    authorEmail: author.email,
    startedByEmail: startedBy?.email ?? null,
    texts: texts.flatMap(({ locale, subject, body }) =>
      isLocale(locale) ? [{ locale, subject, body }] : [],
    ),
  };
}

/** How many mails of a news stand where; its cost grows with those mails, of one news. Test copies are no recipients. */
export async function progressOf(newsId: string): Promise<NewsProgress> {
  const rows = await db().message.groupBy({
    by: ["status"],
    where: { newsId, moderatorId: null },
    _count: true,
  });
  const count = (status: string) => rows.find((row) => row.status === status)?._count ?? 0;
  return {
    queued: count("queued"),
    sent: count("sent"),
    failed: count("failed"),
    cancelled: count("cancelled"),
  };
}
