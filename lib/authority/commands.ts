import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { openAddress, sealAddress } from "@/lib/addresses/seal";
import { record } from "@/lib/audit/commands";
import { addressAt, isSameMailbox, ownDomain } from "@/lib/authority/address";
import { languageOfNotice } from "@/lib/authority/language";
import { mostNotices, type NoticeOrder } from "@/lib/authority/schema";
import { transaction } from "@/lib/db";
import { canCancelMessages, cancelMessages, queueMessage } from "@/lib/mail/queue";
import { lockSignature } from "@/lib/moderation/changes";
import { mailSeconds, undoSeconds } from "@/lib/moderation/commands";
import { fail, ok, type Result } from "@/lib/result";
import { throttle } from "@/lib/throttle/commands";

export type NoticeRefusal =
  /** Not there, or not on one of this moderator's letters: the two cannot be told apart. */
  | "unknown"
  /** Individuals sign for themselves. */
  | "individual"
  /** Only about what waits for a decision or is published. */
  | "notAllowed"
  /** The website is not the organisation's own, or there is none. */
  | "noOwnDomain"
  /** The address is not at the organisation's own domain. */
  | "otherDomain"
  /** That address signed: it would be asked about itself. */
  | "signer"
  /** That address was told already. */
  | "again"
  /** Three were sent. */
  | "tooMany"
  /** The organisation has objected; there is nothing more to ask. */
  | "objected"
  /** This moderator sent very many within the hour. */
  | "wait";

/** So many may one moderator send in an hour: it is a mail to strangers. */
const mostPerHour = 60;

/**
 * Tells an organisation, at an address of its own domain, that somebody signed for it. The mail goes out when the ten seconds for
 * taking it back are over; its days run from then.
 * @returns the notice's id.
 */
export async function giveNotice(
  { signatureId, address: typed }: NoticeOrder,
  moderatorId: string,
  now: Date,
): Promise<Result<string, NoticeRefusal>> {
  const limit = { scope: "authority-notice", subject: moderatorId, max: mostPerHour, windowSeconds: 3600 };
  if ((await throttle([limit])) !== null) return fail("wait");
  return transaction(async (tx) => {
    await lockSignature(tx, signatureId);
    const signature = await tx.signature.findFirst({
      where: { id: signatureId, letter: havingRight("moderate", moderatorId) },
      include: {
        letter: { select: { defaultLocale: true, authorityDays: true } },
        authorityNotices: { where: { takenBackAt: null } },
      },
    });
    if (!signature) return notTheirs("unknown");
    const { letterId, status, kind, website, email, country, letter, authorityNotices } = signature;
    if (kind !== "organisation") return fail("individual");
    if (status !== "pending" && status !== "published") return fail("notAllowed");
    if (authorityNotices.some(({ objectedAt, clearedAt }) => objectedAt && !clearedAt))
      return fail("objected");
    const domain = ownDomain(website);
    if (!domain) return fail("noOwnDomain");
    const address = addressAt(domain, typed);
    if (!address) return fail("otherDomain");
    if (email && isSameMailbox(address, email)) return fail("signer");
    const told = authorityNotices.map(({ sealedEmail }) =>
      openAddress(sealedEmail, "authority_notice.email"),
    );
    if (told.some((one) => isSameMailbox(one, address))) return fail("again");
    if (told.length >= mostNotices) return fail("tooMany");
    const { id: authorityNoticeId } = await tx.authorityNotice.create({
      data: {
        signatureId,
        moderatorId,
        sealedEmail: sealAddress(address, "authority_notice.email"),
        days: letter.authorityDays,
        orderedAt: now,
      },
      select: { id: true },
    });
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [{ letterId, signatureId, actor, action: "notice" }]);
    const locale = languageOfNotice(country, letter.defaultLocale);
    await queueMessage(tx, { kind: "authority", locale, signatureId, authorityNoticeId }, mailSeconds);
    return ok(authorityNoticeId);
  });
}

/** Takes a notice back within ten seconds: no mail goes out. Gives the address back. */
export async function takeNoticeBack(
  authorityNoticeId: string,
  moderatorId: string,
  now: Date,
): Promise<Result<{ address: string }, "unknown" | "tooLate">> {
  return transaction(async (tx) => {
    if (!z.uuid().safeParse(authorityNoticeId).success) return fail("unknown");
    const notice = await tx.authorityNotice.findFirst({
      where: { id: authorityNoticeId, signature: { letter: havingRight("moderate", moderatorId) } },
      include: { signature: { select: { letterId: true } } },
    });
    if (!notice) return notTheirs("unknown");
    const { signatureId } = notice;
    await lockSignature(tx, signatureId);
    if (now.getTime() - notice.orderedAt.getTime() > undoSeconds * 1000) return fail("tooLate");
    if (!(await canCancelMessages(tx, { authorityNoticeId }))) return fail("tooLate");
    const { count } = await tx.authorityNotice.updateMany({
      where: { id: authorityNoticeId, takenBackAt: null, sentAt: null },
      data: { takenBackAt: now },
    });
    if (count === 0) return fail("unknown");
    await cancelMessages(tx, { authorityNoticeId });
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [{ letterId: notice.signature.letterId, signatureId, actor, action: "unnotice" }]);
    return ok({ address: openAddress(notice.sealedEmail, "authority_notice.email") });
  });
}
