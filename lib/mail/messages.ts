import type { Mail } from "@/emails/mail";
import { isAccountChange } from "@/lib/accounts/changes";
import { db } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import type { TokenPurpose } from "@/lib/generated/prisma/enums";
import { defaultLocale, isLocale, type Locale } from "@/lib/i18n/locales";
import { formatMoment } from "@/lib/i18n/translate";
import { findLetter } from "@/lib/letters/queries";
import { describeNotice, describeObjected, describeObjection } from "@/lib/mail/authority";
import { describeBurst } from "@/lib/mail/burst";
import { describeDigest } from "@/lib/mail/digest";
import { describeHandover, describeHandoverBegun, describeHandoverDone } from "@/lib/mail/handover";
import { describeNews } from "@/lib/mail/news";
import { describeOwnLinks } from "@/lib/mail/own-page";
import { describeNamesake, describeSignedAgain } from "@/lib/mail/repeats";
import { describeSignatureMail } from "@/lib/mail/signature-mail";
import type { RawToken } from "@/lib/tokens/tokens";

/** What a message says that failed because nobody was left to write to. */
export const nobodyToWriteTo = "nobody to write to";

/** A queued message with what its mail is about, read at the moment of sending. */
export async function findMessage(id: string) {
  const row = await db().message.findUnique({ where: { id } });
  if (!row) return null;
  return db().message.findUnique({
    where: { id },
    include: ofWhatIsSet(row, {
      signature: {
        include: {
          letter: { select: { slug: true } },
          letterVersion: { select: { number: true, locale: true, sha256: true } },
          corrections: {
            orderBy: { madeAt: "asc" },
            select: { before: true, after: true, moderatorId: true, amendmentId: true },
          },
        },
      },
      decision: { select: { reason: true } },
      question: { select: { text: true, takenBackAt: true, answeredAt: true, closedAt: true } },
      correction: { select: { before: true, after: true, amendmentId: true } },
      amendment: { select: { before: true, after: true, reason: true, state: true } },
      handover: true,
      authorityNotice: true,
      moderator: { select: { email: true } },
      letter: { select: { slug: true } },
      invitation: {
        include: { letter: { select: { slug: true } }, invitedBy: { select: { email: true } } },
      },
    }),
  });
}

/**
 * The relations that a message has at all, for Prisma asks the database for each of them, set or not: half of the statements that a
 * mail costs. What is left out is missing, as what is not set would be null.
 */
function ofWhatIsSet<const T extends object>(row: Record<string, unknown>, relations: T): T {
  const set = Object.entries(relations).filter(([name]) => row[`${name}Id`] !== null);
  return Object.fromEntries(set) as T;
}

export type QueuedMessage = NonNullable<Awaited<ReturnType<typeof findMessage>>>;

/** Which token a kind of mail carries in its link. */
export function tokenPurpose({ kind }: QueuedMessage): TokenPurpose | null {
  if (kind === "question") return "answer";
  if (kind === "authority") return "objection";
  if (kind === "news") return "unsubscribe";
  if (isAboutOwn(kind)) return "own_page";
  return kind === "confirm" || kind === "handover" || kind === "sign_in" || kind === "invitation"
    ? kind
    : null;
}

/** Mails that tell a signer how it stands, and so where to see to it. */
function isAboutOwn(kind: QueuedMessage["kind"]): boolean {
  return [
    "published",
    "corrected",
    "rejected",
    "removed",
    "withdrawn",
    "amendment_refused",
    "handover_begun",
    "handover_done",
  ].includes(kind);
}

export interface DescribedMail {
  to: string;
  locale: Locale;
  mail: Mail;
  /** Where its reader can choose to get no more of them (List-Unsubscribe, RFC 2369). */
  unsubscribe?: string;
  /** The list that it is of, where people wrote it. */
  list?: string;
}

/**
 * The recipient and the props of a message's mail; null when nobody is left to write to (a signature without an address, or
 * confirmed meanwhile), `nothing` when there is nothing to write about any more (nothing waits, or it was decided otherwise).
 */
export async function describeMessage(
  message: QueuedMessage,
  token: RawToken | null,
  now: Date,
  notMeToken: RawToken | null = null,
): Promise<DescribedMail | "nothing" | null> {
  const locale = isLocale(message.locale) ? message.locale : defaultLocale;
  if (message.kind === "sign_in") {
    if (!message.moderator || !token) return null;
    const link = signInLink(token);
    return { to: message.moderator.email, locale, mail: { kind: "sign_in", link } };
  }
  if (message.kind === "account_changed") return describeAccountChange(message, locale);
  if (message.kind === "digest") return (await describeDigest(message, locale, now)) ?? "nothing";
  if (message.kind === "authority") return describeNotice(message, token, locale, now);
  if (message.kind === "objected") return describeObjected(message, locale);
  if (message.kind === "objection") return describeObjection(message, locale);
  if (message.kind === "news") return (await describeNews(message, locale, token)) ?? "nothing";
  if (message.kind === "handover") return describeHandover(message, locale, { token, notMeToken }, now);
  if (message.kind === "handover_begun") return describeHandoverBegun(message, locale, token, now);
  if (message.kind === "handover_done") return describeHandoverDone(message, locale, token);
  if (message.kind === "invitation") return describeInvitation(message, locale, token);
  if (message.kind === "own_page") return (await describeOwnLinks(message, locale, now)) ?? "nothing";
  if (message.kind === "signed_again") return (await describeSignedAgain(message, locale, now)) ?? "nothing";
  if (message.kind === "namesake") return (await describeNamesake(message, locale, now)) ?? "nothing";
  if (message.kind === "burst") return (await describeBurst(message, locale, now)) ?? "nothing";
  return describeSignatureMail(message, token, locale, notMeToken, now);
}

/** Tells somebody that their sign-in changed. It holds no link that signs in: whoever did it may read the mail. */
function describeAccountChange(
  { moderator, accountChange, createdAt }: QueuedMessage,
  locale: Locale,
): DescribedMail | null {
  if (!moderator || !isAccountChange(accountChange)) return null;
  const link = `${siteUrl()}/admin/account`;
  const at = formatMoment(createdAt, locale);
  return { to: moderator.email, locale, mail: { kind: "account_changed", change: accountChange, at, link } };
}

/** Nobody is left to invite where it was accepted or taken back meanwhile. */
async function describeInvitation(
  { invitation }: QueuedMessage,
  locale: Locale,
  token: RawToken | null,
): Promise<DescribedMail | null> {
  if (!invitation || !token || invitation.acceptedAt || invitation.revokedAt) return null;
  const letter = await findLetter(invitation.letter.slug, locale);
  if (!letter) return null;
  const { email, role, invitedBy } = invitation;
  const link = `${siteUrl()}/admin/invitation?token=${token}`;
  const about = { letterTitle: letter.version.title, invitedBy: invitedBy.email, role, link };
  return { to: email, locale, mail: { kind: "invitation", ...about } };
}

/** Where a moderator's sign-in link leads: a page with a button. */
export function signInLink(token: RawToken): string {
  return `${siteUrl()}/admin/sign-in/confirm?token=${token}`;
}
