import { z } from "zod";
import { havingRight } from "@/lib/accounts/rights";
import { record } from "@/lib/audit/commands";
import { db, transaction } from "@/lib/db";
import { isLocale, type Locale, locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { fail, ok, type Result } from "@/lib/result";
import { hasUnsafeCharacters } from "@/lib/signatures/characters";

export const mostReasons = 20;
const longestReason = 500;

/** The reasons that a letter starts with, in the words of the message files. */
const defaults = ["notReachable", "notTheOrganisation", "duplicate", "outOfScope", "unclear"] as const;

/** The reasons that moderators of a letter choose from, in the signer's language. */
export async function reasonsOf(letterId: string, locale: Locale): Promise<string[]> {
  const own = await db().reason.findMany({
    where: { letterId, locale },
    orderBy: { place: "asc" },
    take: mostReasons,
  });
  if (own.length > 0) return own.map(({ text }) => text);
  const t = translator(locale);
  return defaults.map((name) => t(`reasons.${name}`));
}

/** A list of reasons as it is edited: one a line, blank lines left out. */
export const ReasonsInput = z.object({
  locale: z.enum(locales),
  reasons: z
    .string()
    .transform((text) =>
      text
        .split("\n")
        .map((line) => line.normalize("NFC").trim())
        .filter(Boolean),
    )
    .pipe(
      z
        .array(
          z
            .string()
            .max(longestReason, "tooLong")
            .refine((text) => !hasUnsafeCharacters(text), "characters"),
        )
        .max(mostReasons, "tooMany"),
    ),
});
export type ReasonsInput = z.output<typeof ReasonsInput>;

/** Replaces a letter's reasons in one language; an empty list brings the first ones back. For the letter's owner. */
export async function writeReasons(
  slug: string,
  { locale, reasons }: ReasonsInput,
  moderatorId: string,
): Promise<Result<null, "forbidden">> {
  return transaction(async (tx) => {
    const letter = await tx.letter.findFirst({
      where: { slug, ...havingRight("govern", moderatorId) },
      select: { id: true },
    });
    if (!letter || !isLocale(locale)) return fail("forbidden");
    await tx.reason.deleteMany({ where: { letterId: letter.id, locale } });
    await tx.reason.createMany({
      data: reasons.map((text, place) => ({ letterId: letter.id, locale, text, place })),
    });
    const actor = { kind: "moderator", moderatorId } as const;
    const action = "reasons";
    await record(tx, [
      { letterId: letter.id, signatureId: null, actor, action, from: null, to: null, detail: locale },
    ]);
    return ok(null);
  });
}
