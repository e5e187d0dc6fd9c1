import { readLogPart } from "@/lib/ledger/queries";

/** A part of a letter's record as it comes over the wire. */
export async function exportedPart(slug: string, part = 1) {
  const found = await readLogPart(slug, part);
  if (!found) throw new Error(`${slug} has no part ${part}`);
  const { letterId: _, ...published } = found;
  return JSON.parse(JSON.stringify(published)) as typeof published;
}
