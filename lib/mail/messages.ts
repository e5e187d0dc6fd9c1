import type { Mail } from "@/emails/mail";
import { fieldsOf, originalOf } from "@/lib/corrections/queries";
import { db } from "@/lib/db";
import { siteUrl } from "@/lib/env";
import type { TokenPurpose } from "@/lib/generated/prisma/enums";
import { defaultLocale, isLocale, type Locale } from "@/lib/i18n/locales";
import { findLetter, type Letter } from "@/lib/letters/queries";
import { describeDigest } from "@/lib/mail/digest";
import { correctableFields } from "@/lib/signatures/schema";
import type { RawToken } from "@/lib/tokens/tokens";

/** What a message says that failed because nobody was left to write to. */
export const nobodyToWriteTo = "nobody to write to";

/** A queued message with what its mail is about, read at the moment of sending. */
export async function findMessage(id: string) {
  return db().message.findUnique({
    where: { id },
    include: {
      signature: {
        include: {
          letter: { select: { slug: true } },
          corrections: { orderBy: { madeAt: "asc" }, select: { before: true } },
        },
      },
      decision: { select: { reason: true } },
      question: { select: { text: true, takenBackAt: true, answeredAt: true } },
      correction: { select: { before: true, after: true } },
      moderator: { select: { email: true } },
      letter: { select: { slug: true } },
      invitation: {
        include: { letter: { select: { slug: true } }, invitedBy: { select: { email: true } } },
      },
    },
  });
}

export type QueuedMessage = NonNullable<Awaited<ReturnType<typeof findMessage>>>;

/** Which token a kind of mail carries in its link. */
export function tokenPurpose({ kind }: QueuedMessage): TokenPurpose | null {
  if (kind === "question") return "answer";
  return kind === "confirm" || kind === "sign_in" || kind === "invitation" ? kind : null;
}

export interface DescribedMail {
  to: string;
  locale: Locale;
  mail: Mail;
  /** Where its reader can choose to get no more of them (List-Unsubscribe, RFC 2369). */
  unsubscribe?: string;
}

/**
 * The recipient and the props of a message's mail, or null when nobody is left to write to (a signature without an
 * address, or confirmed meanwhile) or about (nothing waits for a moderator any more).
 */
export async function describeMessage(
  message: QueuedMessage,
  token: RawToken | null,
  now: Date,
): Promise<DescribedMail | null> {
  const locale = isLocale(message.locale) ? message.locale : defaultLocale;
  if (message.kind === "sign_in") {
    if (!message.moderator || !token) return null;
    const link = signInLink(token);
    return { to: message.moderator.email, locale, mail: { kind: "sign_in", link } };
  }
  if (message.kind === "digest") return describeDigest(message, locale, now);
  if (message.kind === "invitation") return describeInvitation(message, locale, token);
  const { signature } = message;
  if (!signature?.email) return null;
  const letter = await findLetter(signature.letter.slug, locale);
  if (!letter) return null;
  const to = signature.email;
  const about = { name: signature.name, letterTitle: letter.version.title, publisher: letter.publisher };
  switch (message.kind) {
    case "confirm":
      if (!token || signature.status !== "unconfirmed") return null;
      return { to, locale, mail: { kind: "confirm", ...about, link: confirmLink(letter, locale, token) } };
    case "published": {
      const { name: nameSigned } = originalOf(signature.corrections);
      const link = letterLink(letter, locale);
      return { to, locale, mail: { kind: "published", ...about, nameSigned: nameSigned ?? null, link } };
    }
    case "question": {
      const { question } = message;
      const isOpen = question && !question.takenBackAt && !question.answeredAt;
      if (!token || !isOpen || signature.status !== "pending") return null;
      const link = `${letterLink(letter, locale)}/answer?token=${token}`;
      return { to, locale, mail: { kind: "question", ...about, question: question.text, link } };
    }
    case "corrected": {
      const { before, after } = message.correction ?? {};
      const [was, is] = [fieldsOf(before), fieldsOf(after)];
      const changes = correctableFields
        .filter((field) => field in is)
        .map((field) => ({ before: was[field] ?? "", after: is[field] ?? "" }));
      return { to, locale, mail: { kind: "corrected", ...about, changes, link: letterLink(letter, locale) } };
    }
    case "rejected":
    case "removed":
      return { to, locale, mail: { kind: message.kind, ...about, reason: message.decision?.reason ?? "" } };
  }
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

function letterLink({ slug }: Letter, locale: Locale): string {
  return `${siteUrl()}/${locale}/${slug}`;
}

function confirmLink(letter: Letter, locale: Locale, token: RawToken): string {
  return `${letterLink(letter, locale)}/confirm?token=${token}`;
}

/** Where a moderator's sign-in link leads: a page with a button. */
export function signInLink(token: RawToken): string {
  return `${siteUrl()}/admin/sign-in/confirm?token=${token}`;
}
