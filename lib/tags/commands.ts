import { z } from "zod";
import type { Tx } from "@/lib/db";
import { hasUnsafeCharacters, tidyLine } from "@/lib/signatures/characters";

/** Longest name of a tag, tags of a letter, and tags of one signature. */
export const tagLimits = { name: 40, perLetter: 200, perSignature: 10 } as const;

/** The name of a tag as it is typed. */
export const TagName = z
  .string()
  .transform(tidyLine)
  .pipe(
    z
      .string()
      .min(1, "required")
      .max(tagLimits.name, "tooLong")
      .refine((name) => !hasUnsafeCharacters(name), "characters"),
  );

/** Tags of a letter are changed by one at a time: two who type the same word share it, and none goes while it is given. */
export async function lockTags(tx: Tx, letterId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`tag ${letterId}`}, 0))`;
}

/** The letter's tag of this name, however it is capitalised, made if need be. Null where the letter has too many. */
export async function ensureTag(tx: Tx, letterId: string, name: string): Promise<string | null> {
  const known = await tx.tag.findFirst({
    where: { letterId, name: { equals: name, mode: "insensitive" } },
    select: { id: true },
  });
  if (known) return known.id;
  if ((await tx.tag.count({ where: { letterId } })) >= tagLimits.perLetter) return null;
  return (await tx.tag.create({ data: { letterId, name }, select: { id: true } })).id;
}

/** Tags a signature. Returns false where it is so already, `full` where it has too many. */
export async function addTag(tx: Tx, signatureId: string, tagId: string): Promise<boolean | "full"> {
  const tags = await tx.signatureTag.findMany({ where: { signatureId }, select: { tagId: true } });
  if (tags.some((tag) => tag.tagId === tagId)) return false;
  if (tags.length >= tagLimits.perSignature) return "full";
  await tx.signatureTag.create({ data: { signatureId, tagId } });
  return true;
}

/** Takes a tag off a signature; a tag that nothing has any more is gone. Returns false where it had none. */
export async function removeTag(tx: Tx, signatureId: string, tagId: string): Promise<boolean> {
  const { count } = await tx.signatureTag.deleteMany({ where: { signatureId, tagId } });
  if (count === 0) return false;
  await tx.tag.deleteMany({ where: { id: tagId, signatures: { none: {} } } });
  return true;
}
