import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { SignedHead } from "@/lib/ledger/head";
import { type CheckOptions, checkLog, isSignedHead, type Report } from "@/lib/ledger/verify";
import { checkGrowth, checkReceipt, isGrowth, isReceipt } from "@/lib/ledger/verify-proofs";

const usage = `Checks the record of a letter's list: npm run register:verify -- <file …> [--key <public key>] [--previous <file>] [--list <file>]

  <file …>              an export of the record (all its parts, in order), a receipt, or a head with its proof
  --key <public key>    the key that you know the site by, on one line or as a PEM file; without it the file's own is believed
  --previous <file>     what you kept earlier (an export, a receipt or a head): the record must begin with it
  --list <file>         the public list, all its pages: it must show what the record says, name by name

Ends with 0 when all is well, 1 when something is wrong, 2 when a file cannot be read. See docs/checking-a-list.md.`;

/** Something that the person who runs this must mend first. */
class UsageError extends Error {}

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { files, options } = await readArguments();
    const documents = (await Promise.all(files.map(readDocuments))).flat();
    return say(check(documents, options));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function readArguments(): Promise<{ files: string[]; options: CheckOptions }> {
  const config = {
    key: { type: "string" },
    previous: { type: "string" },
    list: { type: "string" },
    help: { type: "boolean" },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof config; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ allowPositionals: true, options: config });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) throw new UsageError(usage);
  const key =
    values.key && existsSync(place(values.key)) ? await readFile(place(values.key), "utf8") : values.key;
  return {
    files: positionals,
    options: {
      key: key?.trim(),
      previous: values.previous ? await readPrevious(values.previous) : undefined,
      list: values.list ? await readDocuments(values.list) : undefined,
    },
  };
}

/** npm runs this in the repository's folder; files are named from where it was called. */
function place(file: string): string {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** A file's JSON documents: one, or one a line. */
async function readDocuments(file: string): Promise<unknown[]> {
  const text = await readFile(place(file), "utf8").catch(() => {
    throw new UsageError(`${file} cannot be read.`);
  });
  try {
    return [JSON.parse(text)];
  } catch {
    try {
      return text.split("\n").flatMap((line) => (line.trim() ? [JSON.parse(line)] : []));
    } catch {
      throw new UsageError(
        `${file} is not JSON: it may have been cut off while it was fetched. Fetch it again.`,
      );
    }
  }
}

async function readPrevious(file: string): Promise<SignedHead> {
  const last = (await readDocuments(file)).at(-1) as { head?: unknown } | null | undefined;
  const head = last?.head ?? last;
  if (!isSignedHead(head)) throw new UsageError(`${file} holds no signed head to compare with.`);
  return head;
}

function check(documents: unknown[], options: CheckOptions): Report {
  const [first] = documents;
  if (options.list && (isReceipt(first) || isGrowth(first)))
    throw new UsageError("--list is compared with an export of the record.");
  if (documents.length === 1 && isReceipt(first)) return checkReceipt(first, options);
  if (documents.length === 1 && isGrowth(first)) return checkGrowth(first, options);
  return checkLog(documents, options);
}

function say({ problems, facts }: Report): number {
  for (const fact of facts) console.log(fact);
  if (problems.length === 0)
    console.log("\nAll is well: everything in it fits together, and the signature is right.");
  else console.error(`\nThis does NOT hold:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  return problems.length === 0 ? 0 : 1;
}
