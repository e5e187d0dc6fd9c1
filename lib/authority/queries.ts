import { db, type Tx } from "@/lib/db";
import type { SignatureStatus } from "@/lib/generated/prisma/enums";
import { fail, ok, type Result } from "@/lib/result";
import { hashToken, parseToken } from "@/lib/tokens/tokens";

/** Why a notice's link takes no objection. `used`: one was recorded already. */
export type ObjectionRefusal = "malformed" | "unknown" | "expired" | "used";

/** What was signed in an organisation's name, as the page behind its notice shows it. */
export interface FoundNotice {
  noticeId: string;
  signatureId: string;
  letterId: string;
  status: SignatureStatus;
  name: string;
  nameLang: string | null;
  website: string | null;
  representativeName: string | null;
  representativeRole: string | null;
  signedAt: Date;
  endsAt: Date | null;
}

/** Looks the notice behind a link up. A link of another letter is unknown here. */
export async function findObjectionToken(
  tx: Tx,
  slug: string,
  text: unknown,
  now: Date,
): Promise<Result<FoundNotice, ObjectionRefusal>> {
  const token = parseToken(text);
  if (!token) return fail("malformed");
  const row = await tx.token.findFirst({
    where: {
      hash: hashToken(token),
      purpose: "objection",
      authorityNotice: { takenBackAt: null, signature: { letter: { slug } } },
    },
    include: {
      authorityNotice: {
        include: {
          signature: {
            include: {
              authorityNotices: {
                where: { objectedAt: { not: null }, clearedAt: null },
                select: { id: true },
              },
            },
          },
        },
      },
    },
  });
  if (!row?.authorityNotice) return fail("unknown");
  const { id: noticeId, signature, objectedAt, endsAt } = row.authorityNotice;
  if (row.usedAt || objectedAt || signature.authorityNotices.length > 0) return fail("used");
  if (row.expiresAt <= now) return fail("expired");
  const { id: signatureId, createdAt: signedAt, letterId, status, name, nameLang, website } = signature;
  const { representativeName, representativeRole } = signature;
  const about = { name, nameLang, website, representativeName, representativeRole, signedAt, endsAt };
  return ok({ noticeId, signatureId, letterId, status, ...about });
}

/** What the page behind a notice's link shows. Reading it changes nothing. */
export async function readNotice(slug: string, token: unknown, now: Date) {
  return findObjectionToken(db(), slug, token, now);
}

/** Where a notice stands. */
export type NoticeState = "queued" | "failed" | "runs" | "passed" | "objected" | "cleared";

export function stateOfNotice(notice: {
  sentAt: Date | null;
  endsAt: Date | null;
  passedAt: Date | null;
  objectedAt: Date | null;
  clearedAt: Date | null;
  messages: { kind: string; status: string }[];
}): NoticeState {
  if (notice.objectedAt) return notice.clearedAt ? "cleared" : "objected";
  if (notice.passedAt) return "passed";
  if (notice.sentAt) return "runs";
  const isLost = notice.messages.some(({ kind, status }) => kind === "authority" && status === "failed");
  return isLost ? "failed" : "queued";
}
