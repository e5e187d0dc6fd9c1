import { readFile } from "node:fs/promises";
import path from "node:path";
import { transaction } from "@/lib/db";
import { gatherMissing } from "@/lib/evidence/commands";
import { isLocale } from "@/lib/i18n/locales";
import { importLetter } from "@/lib/letters/import";
import { findLetter } from "@/lib/letters/queries";
import { storeSignature } from "@/lib/signatures/commands";
import { emptySignForm, parseSignForm } from "@/lib/signatures/schema";
import { moveSignature } from "@/lib/signatures/status";

const folder = path.resolve(import.meta.dirname, "children-safe-online");

interface PendingSignature {
  kind: string;
  name: string;
  nameAlt: string | null;
  country: string;
  website: string | null;
  representativeName: string;
  representativeRole: string;
  email: string;
  locale: string;
  showRepresentative: boolean;
  wantsNews: boolean;
}

/**
 * Loads the demo: the letter with its published names, through the code that imports any letter, and a queue of
 * fictional signatures that were confirmed without a mail being sent. Run again, it changes nothing.
 */
export async function loadDemo(now: Date = new Date()): Promise<void> {
  const imported = await importLetter(folder, { now });
  if (!imported.ok) throw new Error(`the demo cannot be imported: ${JSON.stringify(imported.error)}`);
  if (!imported.value.isNewLetter) return;
  const pending: PendingSignature[] = JSON.parse(
    await readFile(path.join(import.meta.dirname, "pending.json"), "utf8"),
  );
  for (const [index, signature] of pending.entries()) {
    // As if they had come in over the last hours, oldest first.
    await queue(
      imported.value.slug,
      signature,
      new Date(now.getTime() - (pending.length - index) * 47 * 60_000),
    );
  }
  await gatherMissing(now);
}

async function queue(slug: string, pending: PendingSignature, now: Date): Promise<void> {
  const locale = isLocale(pending.locale) ? pending.locale : "en";
  const letter = await findLetter(slug, locale);
  const parsed = parseSignForm({
    ...emptySignForm,
    kind: pending.kind,
    name: pending.name,
    nameAlt: pending.nameAlt ?? "",
    country: pending.country,
    website: pending.website ?? "",
    representativeName: pending.representativeName,
    representativeRole: pending.representativeRole,
    email: pending.email,
    authorised: "yes",
    publish: "yes",
    publishAsIndividual: "yes",
    showRepresentative: pending.showRepresentative ? "yes" : "",
    news: pending.wantsNews ? "yes" : "",
  });
  if (!letter || "errors" in parsed) {
    throw new Error(`the demo signature of “${pending.name}” is refused: ${JSON.stringify(parsed)}`);
  }
  await transaction(async (tx) => {
    const signatureId = await storeSignature(tx, letter, parsed.input, { locale, now });
    if (!signatureId) return;
    await moveSignature(tx, {
      signatureId,
      move: "confirm",
      actor: { kind: "system" },
      now: new Date(now.getTime() + 4 * 60_000),
      detail: "demo",
    });
  });
}
