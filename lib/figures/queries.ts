import { db } from "@/lib/db";
import type { DayFigures } from "@/lib/figures/days";
import type { TimeCounts } from "@/lib/figures/times";
import { Prisma } from "@/lib/generated/prisma/client";
import { type MailTrouble, MessageKind, MessageStatus, SignatureStatus } from "@/lib/generated/prisma/enums";

/** What happened day by day, oldest first, only days on which something did; and how long decisions took. */
export interface Days {
  days: DayFigures[];
  times: TimeCounts;
}

/** The statement behind `readDays`; on its own so that a test can have it explained. */
export function daysSql(letterId: string, since: Date | null): Prisma.Sql {
  return Prisma.sql`
    SELECT measure, day, label, sum(change)::int AS count FROM figure
    WHERE letter_id = ${letterId}::uuid AND measure IN ('signed', 'confirmed', 'published', 'decided')
      ${since ? Prisma.sql`AND day >= ${since}::date` : Prisma.empty}
    GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY day`;
}

/** A letter's days since a day (UTC), or all. Its cost grows with the days, not with the signatures. */
export async function readDays(letterId: string, since: Date | null): Promise<Days> {
  const rows = await db().$queryRaw<
    { measure: "signed" | "confirmed" | "published" | "decided"; day: Date; label: string; count: number }[]
  >(daysSql(letterId, since));
  const days = new Map<number, DayFigures>();
  const times: TimeCounts = new Map();
  for (const { measure, day, label, count } of rows) {
    if (measure === "decided") {
      times.set(Number(label), (times.get(Number(label)) ?? 0) + count);
      continue;
    }
    const figures = days.get(day.getTime()) ?? { day, signed: 0, confirmed: 0, published: 0 };
    figures[measure] = count;
    days.set(day.getTime(), figures);
  }
  return { days: [...days.values()], times };
}

/** How many confirmed signatures there are from one country or in one language, by status. */
export interface Share {
  /** A country's or a language's code; empty where no country is known. */
  code: string;
  published: number;
  pending: number;
  /** Rejected, withdrawn or removed. */
  other: number;
}

/** How many signatures a share holds. */
export function sizeOf({ published, pending, other }: Share): number {
  return published + pending + other;
}

/** The largest shares, at most `most`, and what all the others hold together (null where there are none). */
export function largest(
  shares: Share[],
  most: number,
): { shown: Share[]; rest: (Share & { codes: number }) | null } {
  if (shares.length <= most + 1) return { shown: shares, rest: null };
  const others = shares.slice(most);
  const sum = (part: "published" | "pending" | "other") =>
    others.reduce((total, share) => total + share[part], 0);
  return {
    shown: shares.slice(0, most),
    rest: {
      code: "",
      published: sum("published"),
      pending: sum("pending"),
      other: sum("other"),
      codes: others.length,
    },
  };
}

export interface MailCount {
  kind: MessageKind;
  status: MessageStatus;
  count: number;
}

export interface Shares {
  countries: Share[];
  languages: Share[];
  mails: MailCount[];
}

/** The statement behind `readShares`; on its own so that a test can have it explained. */
export function sharesSql(letterId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT measure, label, state, sum(change)::int AS count FROM figure
    WHERE letter_id = ${letterId}::uuid AND measure IN ('country', 'language', 'mail')
    GROUP BY 1, 2, 3 HAVING sum(change) <> 0`;
}

/** A letter's signatures by country and by language, the most first, and its mails by kind and state. */
export async function readShares(letterId: string): Promise<Shares> {
  const rows = await db().$queryRaw<ShareRow[]>(sharesSql(letterId));
  const mails = rows.flatMap(({ measure, label, state, count }) =>
    measure === "mail" && isOneOf(MessageKind, label) && isOneOf(MessageStatus, state)
      ? [{ kind: label, status: state, count }]
      : [],
  );
  return { countries: sharesOf(rows, "country"), languages: sharesOf(rows, "language"), mails };
}

interface ShareRow {
  measure: "country" | "language" | "mail";
  label: string;
  state: string;
  count: number;
}

function sharesOf(rows: ShareRow[], measure: "country" | "language"): Share[] {
  const shares = new Map<string, Share>();
  for (const row of rows) {
    if (row.measure !== measure || !isOneOf(SignatureStatus, row.state)) continue;
    const share = shares.get(row.label) ?? { code: row.label, published: 0, pending: 0, other: 0 };
    share[row.state === "published" || row.state === "pending" ? row.state : "other"] += row.count;
    shares.set(row.label, share);
  }
  // What has no country comes last, however much it is.
  return [...shares.values()].sort(
    (a, b) =>
      Number(a.code === "") - Number(b.code === "") || sizeOf(b) - sizeOf(a) || (a.code < b.code ? -1 : 1),
  );
}

function isOneOf<T extends string>(values: Record<string, T>, text: string): text is T {
  return (Object.values(values) as string[]).includes(text);
}

/** A mail that failed, or that no server has taken yet. */
export interface TroubledMail {
  id: string;
  kind: MessageKind;
  status: MessageStatus;
  lastError: string;
  trouble: MailTrouble | null;
  createdAt: Date;
  attempts: number;
  signatureId: string | null;
  name: string | null;
}

/** The statement behind `readTroubledMail`; on its own so that a test can have it explained. */
export function troubledMailSql(letterId: string, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT m.id, m.kind, m.status, m.last_error AS "lastError", m.trouble, m.created_at AS "createdAt", m.attempts,
      m.signature_id AS "signatureId", s.name
    FROM (
      SELECT * FROM message WHERE letter_id = ${letterId}::uuid AND last_error IS NOT NULL
      ORDER BY created_at DESC, id DESC LIMIT ${limit}
    ) m LEFT JOIN signature s ON s.id = m.signature_id
    ORDER BY m.created_at DESC, m.id DESC`;
}

/** The newest mails about a letter that went wrong. */
export function readTroubledMail(letterId: string, limit: number): Promise<TroubledMail[]> {
  return db().$queryRaw<TroubledMail[]>(troubledMailSql(letterId, limit));
}
