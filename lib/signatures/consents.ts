import { createHash } from "node:crypto";
import type { ConsentPurpose } from "@/lib/generated/prisma/enums";
import type { Locale } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import type { SignInput } from "@/lib/signatures/schema";

/** The exact words beside a tick box, with the SHA-256 (hex) that a signature keeps of them. */
export interface ConsentText {
  purpose: ConsentPurpose;
  locale: Locale;
  text: string;
  sha256: string;
}

/**
 * The texts of the form, by what they are for. An individual agrees to publication in words of its own: support of a letter is a
 * political opinion (GDPR Art. 9(2)(a)), an organisation's is nobody's.
 */
const purposeOf = {
  authority: "authority",
  publication: "publication",
  publicationIndividual: "publication",
  representative: "representative",
  news: "news",
} as const satisfies Record<string, ConsentPurpose>;

type ConsentName = keyof typeof purposeOf;
const names = Object.keys(purposeOf) as ConsentName[];

const made = new Map<Locale, Record<ConsentName, ConsentText>>();

/** The consent texts that the form shows in a language today. */
export function consentTexts(locale: Locale): Record<ConsentName, ConsentText> {
  let texts = made.get(locale);
  if (!texts) {
    const t = translator(locale);
    const entries = names.map((name) => {
      const purpose = purposeOf[name];
      const text = t(`consent.${name}`);
      const sha256 = createHash("sha256").update(`${purpose}\n${locale}\n${text}`).digest("hex");
      return [name, { purpose, locale, text, sha256 }] as const;
    });
    texts = Object.fromEntries(entries) as Record<ConsentName, ConsentText>;
    made.set(locale, texts);
  }
  return texts;
}

/** The texts that a sign-on agreed to. */
export function consentsGiven(input: SignInput, locale: Locale): ConsentText[] {
  const texts = consentTexts(locale);
  return [
    ...(input.authorised ? [texts.authority] : []),
    input.kind === "individual" ? texts.publicationIndividual : texts.publication,
    ...(input.showRepresentative ? [texts.representative] : []),
    ...(input.news ? [texts.news] : []),
  ];
}

/**
 * Names everything that a form asked somebody to agree to: the letter's version and the consent texts. The form
 * carries it, so that a page opened before a change cannot sign what came after.
 */
export function agreementMark(letterVersionSha256: string, locale: Locale): string {
  const texts = consentTexts(locale);
  const parts = [letterVersionSha256, ...names.map((name) => texts[name].sha256)];
  return createHash("sha256").update(parts.join("\n")).digest("base64url").slice(0, 22);
}
