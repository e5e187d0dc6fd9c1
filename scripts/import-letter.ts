import { parseArgs } from "node:util";
import { disconnect } from "@/lib/db";
import { EnvError } from "@/lib/env";
import { type ImportProblems, type ImportReport, importLetter } from "@/lib/letters/import";
import type { RefusedRow } from "@/lib/letters/signatories-csv";
import { findDatabase } from "@/scripts/find-database";

const usage = `Imports a letter: npm run letter:import -- <folder> [--skip-refused]

  <folder>         holds en.md, de.md, … (Markdown with front matter) and signatories.csv
  --skip-refused   imports the good rows although others are refused

Run again, it adds only what is new. See docs/importing.md.`;

const exitCode = await main();
process.exit(exitCode);

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [folder, ...others] = positionals;
  if (values.help || !folder || others.length > 0) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  try {
    await findDatabase();
    const imported = await importLetter(folder, { skipRefused: values["skip-refused"], now: new Date() });
    if (imported.ok) report(imported.value);
    else refuse(imported.error);
    return imported.ok ? 0 : 1;
  } catch (error) {
    console.error(error instanceof EnvError ? error.message : error);
    return 1;
  } finally {
    await disconnect();
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        "skip-refused": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { values: { help: false, "skip-refused": false }, positionals: [] };
  }
}

function report({ slug, isNewLetter, newVersions, added, alreadyThere, skipped }: ImportReport): void {
  console.log(`${isNewLetter ? "New letter" : "Letter"} /${slug}`);
  console.log(
    `  texts:       ${newVersions.length > 0 ? `new version in ${newVersions.join(", ")}` : "unchanged"}`,
  );
  console.log(
    `  signatories: ${added} added, ${alreadyThere} already there, ${skipped.length} refused and skipped`,
  );
  for (const row of skipped) printRow(row);
}

function refuse({ files, rows }: ImportProblems): void {
  console.error("Nothing was imported.");
  for (const { file, why } of files) for (const reason of why) console.error(`  ${file}: ${reason}`);
  for (const row of rows) printRow(row);
  if (rows.length > 0) console.error("Mend these rows, or import the others with --skip-refused.");
}

function printRow({ line, name, why }: RefusedRow): void {
  console.error(`  signatories.csv, line ${line}${name ? ` (${name})` : ""}: ${why.join("; ")}`);
}
