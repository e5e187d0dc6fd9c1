import { createHash } from "node:crypto";
import { z } from "zod";
import { havingRight, notTheirs } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { db, transaction } from "@/lib/db";
import { defaultLocale, isLocale, type Locale, locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";

export const mostReasons = 20;
export const longestReason = 500;

/** The reasons that a letter starts with, in the words of the message files. */
const defaults = [
  "notReachable",
  "notTheOrganisation",
  "duplicate",
  "outOfScope",
  "unclear",
  "objected",
] as const;

/** One reason in every language that it was written in. */
export type ReasonTexts = Partial<Record<Locale, string>>;

/** A letter's reasons, in order. */
export async function reasonsIn(letterId: string): Promise<ReasonTexts[]> {
  const rows = await db().reason.findMany({ where: { letterId }, orderBy: { place: "asc" } });
  if (rows.length === 0)
    return defaults.map((name) =>
      Object.fromEntries(locales.map((locale) => [locale, translator(locale)(`reasons.${name}`)])),
    );
  const reasons = new Map<number, ReasonTexts>();
  for (const { place, locale, text } of rows)
    if (isLocale(locale)) reasons.set(place, { ...reasons.get(place), [locale]: text });
  return [...reasons.values()];
}

/** A reason as somebody of a language reads it: in that language, else in the letter's own, else in whichever there is. */
export function reasonText(texts: ReasonTexts, locale: Locale, letterLocale: Locale): string {
  const inOrder = [locale, letterLocale, defaultLocale, ...locales];
  return inOrder.map((known) => texts[known]).find(Boolean) ?? "";
}

/** Names a reason by all that it says, so that nobody sends another one than was on the screen. */
export function reasonMark(texts: ReasonTexts): string {
  const said = JSON.stringify(locales.map((locale) => texts[locale] ?? ""));
  return createHash("sha256").update(said).digest("base64url").slice(0, 22);
}

/** The list of reasons as it is edited: a row a reason, a text a language; empty rows are left out. */
export const ReasonsInput = z.object({
  reasons: z
    .array(
      z.partialRecord(
        z.enum(locales),
        z
          .string()
          .transform(tidyLine)
          .pipe(
            z
              .string()
              .max(longestReason, "tooLong")
              .refine((text) => !hasUnsafeCharacters(text), "characters"),
          ),
      ),
    )
    .transform((rows) => rows.filter((texts) => Object.values(texts).some(Boolean)))
    .pipe(z.array(z.custom<ReasonTexts>()).max(mostReasons, "tooMany")),
});
export type ReasonsInput = z.output<typeof ReasonsInput>;

/** Replaces a letter's reasons; an empty list brings the first ones back. For the letter's owner. */
export async function writeReasons(
  slug: string,
  { reasons }: ReasonsInput,
  moderatorId: string,
): Promise<Result<null, "forbidden">> {
  return transaction(async (tx) => {
    const letter = await tx.letter.findFirst({
      where: { slug, ...havingRight("govern", moderatorId) },
      select: { id: true },
    });
    if (!letter) return notTheirs("forbidden");
    const letterId = letter.id;
    await tx.$executeRaw`SELECT 1 FROM letter WHERE id = ${letterId}::uuid FOR UPDATE`;
    await tx.reason.deleteMany({ where: { letterId } });
    await tx.reason.createMany({
      data: reasons.flatMap((texts, place) =>
        Object.entries(texts).flatMap(([locale, text]) => (text ? [{ letterId, locale, text, place }] : [])),
      ),
    });
    const actor = { kind: "moderator", moderatorId } as const;
    await record(tx, [{ letterId, signatureId: null, actor, action: "reasons" }]);
    return ok(null);
  });
}
