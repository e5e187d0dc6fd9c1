import { randomUUID } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { recordFor } from "@/lib/accounts/log";
import { ensureModerator } from "@/lib/accounts/sign-in-links";
import { type Tx, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { isLocale, type Locale, locales } from "@/lib/i18n/locales";
import { languageOfName } from "@/lib/i18n/names";
import { contrastWithPaper } from "@/lib/letters/accent";
import { type LetterFile, parseLetterFile } from "@/lib/letters/front-matter";
import {
  type ImportedSignatory,
  importKeyOf,
  parseSignatories,
  type RefusedRow,
} from "@/lib/letters/signatories-csv";
import { sha256OfText } from "@/lib/letters/version";
import { fail, ok, type Result } from "@/lib/result";
import { importPublished } from "@/lib/signatures/status";

const defaultAccent = "#7a1f3d";

/** A problem of a file as a whole. */
export interface FileProblem {
  file: string;
  why: string[];
}

export interface ImportProblems {
  files: FileProblem[];
  rows: RefusedRow[];
}

export interface ImportReport {
  slug: string;
  isNewLetter: boolean;
  /** Languages whose text was new or changed: each got a new version. */
  newVersions: Locale[];
  added: number;
  alreadyThere: number;
  /** Rows left out on request. */
  skipped: RefusedRow[];
}

export interface ImportOptions {
  /** Import the good rows although others are refused. */
  skipRefused?: boolean;
  now: Date;
}

interface LetterFolder {
  slug: string;
  shared: Pick<LetterFile, "date" | "publisher" | "publisher_url" | "accent" | "closes">;
  defaultLocale: Locale;
  texts: { locale: Locale; file: LetterFile }[];
  signatories: ImportedSignatory[];
  refused: RefusedRow[];
}

/**
 * Imports a letter from a folder: `en.md`, `de.md`, … (Markdown with front matter) and `signatories.csv`, whose names
 * are published in the order given. Everything happens or nothing; run again, it adds only what is new, and a changed
 * text becomes a new version. The owner (OWNER_EMAIL) gets the role for a new letter.
 */
export async function importLetter(
  folder: string,
  options: ImportOptions,
): Promise<Result<ImportReport, ImportProblems>> {
  const read = await readFolder(folder);
  if (!read.ok) return fail({ files: read.error, rows: [] });
  const { refused } = read.value;
  if (refused.length > 0 && !options.skipRefused) return fail({ files: [], rows: refused });
  const ownerId = await ensureModerator(env().OWNER_EMAIL);
  return ok(await transaction((tx) => writeLetter(tx, read.value, ownerId, options.now)));
}

async function readFolder(folder: string): Promise<Result<LetterFolder, FileProblem[]>> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return fail([{ file: folder, why: ["there is no such folder"] }]);
  const problems: FileProblem[] = [];
  const texts = await readTexts(folder, problems);
  if (texts.length === 0 && problems.length === 0) {
    problems.push({ file: folder, why: [`it holds no letter: ${locales.map((l) => `${l}.md`).join(", ")}`] });
  }
  problems.push(...disagreements(texts));
  const first = texts.find(({ file }) => file.default) ?? texts[0];
  if (problems.length > 0 || !first) return fail(problems);
  const csv = await readFile(path.join(folder, "signatories.csv"), "utf8").catch(() => null);
  const { accepted, refused } = csv === null ? { accepted: [], refused: [] } : parseSignatories(csv);
  const slug = first.file.slug ?? path.basename(path.resolve(folder)).toLowerCase();
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) {
    return fail([
      { file: folder, why: [`“${slug}” cannot be part of an address; set slug in the front matter`] },
    ]);
  }
  return ok({ slug, shared: first.file, defaultLocale: first.locale, texts, signatories: accepted, refused });
}

async function readTexts(folder: string, problems: FileProblem[]): Promise<LetterFolder["texts"]> {
  const texts: LetterFolder["texts"] = [];
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".md")).sort()) {
    const locale = /^(?:.*\.)?([a-z]{2})\.md$/.exec(name)?.[1];
    if (!isLocale(locale)) {
      problems.push({
        file: name,
        why: [`its name does not end in a language of this site (${locales.join(", ")})`],
      });
      continue;
    }
    const parsed = parseLetterFile(await readFile(path.join(folder, name), "utf8"));
    if (!parsed.ok) problems.push({ file: name, why: parsed.error });
    else texts.push({ locale, file: parsed.value });
  }
  return texts;
}

/** What is the letter's, not the language's, must be the same wherever it is said. */
function disagreements(texts: LetterFolder["texts"]): FileProblem[] {
  const problems: FileProblem[] = [];
  for (const key of ["date", "publisher", "publisher_url", "slug", "accent", "closes"] as const) {
    const said = new Set(texts.flatMap(({ file }) => file[key] ?? []));
    if (said.size > 1) problems.push({ file: "*.md", why: [`${key} differs between languages`] });
  }
  if (texts.filter(({ file }) => file.default).length > 1) {
    problems.push({ file: "*.md", why: ["two languages say default: true"] });
  }
  for (const { locale, file } of texts) {
    if (file.accent && contrastWithPaper(file.accent) < 4.5) {
      problems.push({
        file: `${locale}.md`,
        why: [`accent ${file.accent} is too pale to be read on white (4.5 : 1)`],
      });
    }
  }
  return problems;
}

async function writeLetter(tx: Tx, folder: LetterFolder, ownerId: string, now: Date): Promise<ImportReport> {
  const { slug, texts, signatories, refused } = folder;
  const { letterId, isNewLetter } = await writeFacts(tx, folder, ownerId);
  const newVersions: Locale[] = [];
  for (const { locale, file } of texts)
    if (await writeVersion(tx, letterId, locale, file)) newVersions.push(locale);
  const version = await tx.letterVersion.findFirstOrThrow({
    where: { letterId, locale: folder.defaultLocale },
    orderBy: { number: "desc" },
  });
  const added = await importPublished(
    tx,
    letterId,
    signatories.map((row) => ({
      id: randomUUID(),
      letterId,
      letterVersionId: version.id,
      kind: row.kind,
      name: row.name,
      nameLang: row.language ?? languageOfName(row.name, row.country),
      nameAlt: row.nameAlt,
      nameAltLang: row.nameAlt && languageOfName(row.nameAlt, row.country),
      country: row.country,
      website: row.website,
      locale: folder.defaultLocale,
      importKey: importKeyOf(row),
      createdAt: now,
    })),
    now,
  );
  return {
    slug,
    isNewLetter,
    newVersions,
    added,
    alreadyThere: signatories.length - added,
    skipped: refused,
  };
}

async function writeFacts(tx: Tx, { slug, shared, defaultLocale }: LetterFolder, ownerId: string) {
  const facts = {
    publisher: shared.publisher,
    publisherUrl: shared.publisher_url ?? null,
    date: new Date(`${shared.date}T00:00:00Z`),
    accent: (shared.accent ?? defaultAccent).toLowerCase(),
    closesAt: shared.closes ? new Date(shared.closes) : null,
    defaultLocale,
  };
  const known = await tx.letter.findUnique({ where: { slug }, select: { id: true } });
  const letter = await tx.letter.upsert({ where: { slug }, create: { slug, ...facts }, update: facts });
  const membership = { moderatorId: ownerId, letterId: letter.id, role: "owner" as const };
  const { count } = await tx.membership.createMany({ data: [membership], skipDuplicates: true });
  if (count > 0) await recordFor(tx, letter.id, { kind: "import" }, "role", `${ownerId} none owner`);
  return { letterId: letter.id, isNewLetter: known === null };
}

/** Published texts never change in place: a changed one is a new version. */
async function writeVersion(tx: Tx, letterId: string, locale: Locale, file: LetterFile): Promise<boolean> {
  const text = { title: file.title, standfirst: file.standfirst, body: file.body, note: file.note ?? null };
  const sha256 = sha256OfText(text);
  const newest = await tx.letterVersion.findFirst({
    where: { letterId, locale },
    orderBy: { number: "desc" },
  });
  if (newest?.sha256 === sha256) return false;
  await tx.letterVersion.create({
    data: { letterId, locale, number: (newest?.number ?? 0) + 1, ...text, sha256 },
  });
  return true;
}
