import { db } from "@/lib/db";

export interface Tag {
  id: string;
  name: string;
}

/** The tags of a letter, by name. */
export async function tagsOf(letterId: string): Promise<Tag[]> {
  return db().tag.findMany({
    where: { letterId },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
}

/** The tags of each signature of a page of the queue, by name. */
export async function tagsOfEach(signatureIds: string[]): Promise<Map<string, Tag[]>> {
  const rows = await db().signatureTag.findMany({
    where: { signatureId: { in: signatureIds } },
    orderBy: { tag: { name: "asc" } },
    select: { signatureId: true, tag: { select: { id: true, name: true } } },
  });
  const tags = new Map<string, Tag[]>(signatureIds.map((id) => [id, []]));
  for (const { signatureId, tag } of rows) tags.get(signatureId)?.push(tag);
  return tags;
}
