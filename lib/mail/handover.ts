import { openAddress } from "@/lib/addresses/seal";
import { siteUrl } from "@/lib/env";
import { mailHost } from "@/lib/evidence/domains";
import { effectiveFrom } from "@/lib/handovers/time-to-stop";
import type { Locale } from "@/lib/i18n/locales";
import { formatLongMoment } from "@/lib/i18n/translate";
import { writeTo } from "@/lib/letters/contact";
import { recentLetter } from "@/lib/letters/queries";
import { mayMailToConfirm } from "@/lib/mail/confirm-limit";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";
import { ownPageLink } from "@/lib/mail/own-page";
import { plainName } from "@/lib/mail/plain-name";
import { wantsNoMail } from "@/lib/mail-refusals/queries";
import { barOf } from "@/lib/protection/admit";
import type { RawToken } from "@/lib/tokens/tokens";

type Described = Promise<DescribedMail | "nothing" | null>;

/** Asks whoever was named whether they take a signature over. Whoever reads it may not know of it: it is kept as a mail to confirm is. */
export async function describeHandover(
  { signature, handover, attempts }: QueuedMessage,
  locale: Locale,
  tokens: { token: RawToken | null; notMeToken: RawToken | null },
  now: Date,
): Described {
  const { token, notMeToken } = tokens;
  if (!signature || !handover?.sealedEmail || !token || !notMeToken) return "nothing";
  const letter = await recentLetter(signature.letter.slug, locale);
  if (!letter) return null;
  const to = openAddress(handover.sealedEmail, "handover.email");
  // An address on the letter's list is written to by nobody, and nobody learns of that.
  if ((await wantsNoMail(to, letter.id)) || (await barOf(letter.id, to, now)) !== null) return "nothing";
  // Naming takes no proof of work, so it leaves what is kept for sign-ons with one.
  if (!(await mayMailToConfirm(to, { isProven: false, attempts }))) return "nothing";
  const here = `${siteUrl()}/${locale}/${letter.slug}`;
  return {
    to,
    locale,
    mail: {
      kind: "handover",
      name: plainName(signature.name),
      letterTitle: letter.version.title,
      publisher: letter.publisher,
      link: `${here}/represent?token=${token}`,
      notMeLink: `${here}/not-me?token=${notMeToken}`,
    },
  };
}

/** Tells who represents a signature that somebody else was named. */
export async function describeHandoverBegun(
  { signature, handover }: QueuedMessage,
  locale: Locale,
  token: RawToken | null,
  now: Date,
): Described {
  if (!signature?.email) return null;
  const letter = await recentLetter(signature.letter.slug, locale);
  if (!letter) return null;
  // Stopped, or another one named: the mail about that one says so.
  if (!handover?.sealedEmail || handover.endedAt || !token) return "nothing";
  const domain = mailHost(openAddress(handover.sealedEmail, "handover.email"));
  return {
    to: signature.email,
    locale,
    mail: {
      kind: "handover_begun",
      // Whoever named them may not be who reads this: nothing that was typed is a link here.
      name: plainName(signature.name),
      letterTitle: letter.version.title,
      contact: writeTo(letter),
      representative: plainName(handover.representativeName),
      domain: plainName(domain),
      effective: formatLongMoment(effectiveFrom(handover.toldAt ?? now), locale),
      link: ownPageLink(letter.slug, locale, token),
    },
  };
}

/** Tells whoever took a signature over that it is theirs now, with the way to its page. */
export async function describeHandoverDone(
  { signature }: QueuedMessage,
  locale: Locale,
  token: RawToken | null,
): Described {
  if (!signature?.email) return null;
  const letter = await recentLetter(signature.letter.slug, locale);
  if (!letter) return null;
  if (!token) return "nothing";
  return {
    to: signature.email,
    locale,
    mail: {
      kind: "handover_done",
      name: signature.name,
      letterTitle: letter.version.title,
      publisher: letter.publisher,
      link: ownPageLink(letter.slug, locale, token),
    },
  };
}
