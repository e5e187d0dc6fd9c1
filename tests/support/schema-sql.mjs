import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

// Prints the SQL that makes an empty database what the Prisma schema on standard input says; needs DATABASE_URL of any
// reachable database. Prisma's command line would download an engine; this is the same engine from npm.
const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
const glue = await import(pathToFileURL(path.join(folder, "schema_engine_bg.js")).href);
// The package's own entry imports its .wasm file as a module, which Node 20 does not do: the same by hand.
const wasm = new WebAssembly.Module(await readFile(path.join(folder, "schema_engine_bg.wasm")));
const instance = new WebAssembly.Instance(wasm, { "./schema_engine_bg.js": glue });
glue.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const content = await text(process.stdin);
const adapter = bindMigrationAwareSqlAdapterFactory(
  new PrismaPg({ connectionString: process.env.DATABASE_URL }),
);
const engine = await glue.SchemaEngine.new({ datamodels: [["schema.prisma", content]] }, () => {}, adapter);
const { stdout } = await engine.diff({
  from: { tag: "empty" },
  to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(stdout, () => process.exit(0));
