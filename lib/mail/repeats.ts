import type { EarlierSignature } from "@/emails/earlier";
import type { Locale } from "@/lib/i18n/locales";
import { formatDay } from "@/lib/i18n/translate";
import { type Letter, recentLetter } from "@/lib/letters/queries";
import type { DescribedMail, QueuedMessage } from "@/lib/mail/messages";
import { ownPageLink } from "@/lib/mail/own-page";
import { plainName } from "@/lib/mail/plain-name";
import { wantsNoMail } from "@/lib/mail-refusals/queries";
import { standing } from "@/lib/repeats/queries";
import { makeLinks, type NewLink } from "@/lib/signers/links";

/**
 * For a mail to confirm: what its reader signed already. Only signatures with the very address that it goes to, for whoever reads it
 * holds that mailbox; of another spelling that is likely, not certain.
 */
export async function earlierSignatures(
  { id, signature }: QueuedMessage,
  letter: Letter,
  locale: Locale,
  now: Date,
): Promise<EarlierSignature[]> {
  if (!signature?.email) return [];
  const { email } = signature;
  const earlier = { id: { not: signature.id }, status: { in: standing } };
  const links = await makeLinks({ id, letterId: letter.id, email }, now, earlier);
  return links.map((link) => described(link, letter, locale));
}

/** To the address of a signature: somebody, perhaps its signer, signed again with another spelling of it. */
export async function describeSignedAgain(
  message: QueuedMessage,
  locale: Locale,
  now: Date,
): Promise<DescribedMail | null> {
  const told = await tell(message, locale, now, { status: { in: standing } });
  return told && { ...told.envelope, mail: { kind: "signed_again", ...told.about } };
}

/** To the address of a published signature: somebody is about to sign for what seems to be the same organisation. */
export async function describeNamesake(
  message: QueuedMessage,
  locale: Locale,
  now: Date,
): Promise<DescribedMail | null> {
  const only = { id: message.signatureId ?? "", status: "published" as const };
  const told = await tell(message, locale, now, only);
  return told && { ...told.envelope, mail: { kind: "namesake", ...told.about } };
}

/** What both tell; null where nothing is left to tell about, or its reader said "this was not me" meanwhile. */
async function tell(
  { id, signature }: QueuedMessage,
  locale: Locale,
  now: Date,
  only: Parameters<typeof makeLinks>[2],
) {
  const letter = signature && (await recentLetter(signature.letter.slug, locale));
  if (!letter || !signature.email || (await wantsNoMail(signature.email, letter.id))) return null;
  const { email } = signature;
  const links = await makeLinks({ id, letterId: letter.id, email }, now, only);
  if (links.length === 0) return null;
  return {
    envelope: { to: email, locale },
    about: {
      letterTitle: letter.version.title,
      publisher: letter.publisher,
      earlier: links.map((link) => described(link, letter, locale)),
    },
  };
}

function described({ name, status, createdAt, token }: NewLink, letter: Letter, locale: Locale) {
  return {
    // Whoever reads this may not have typed it.
    name: plainName(name),
    signed: formatDay(createdAt, locale),
    isPublished: status === "published",
    link: ownPageLink(letter.slug, locale, token),
  };
}
