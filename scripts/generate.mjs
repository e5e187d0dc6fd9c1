import { spawnSync } from "node:child_process";
import path from "node:path";

// What the source needs before it can be checked or built: the database client and the hashed assets.
const root = path.resolve(import.meta.dirname, "..");
// The Prisma CLI wants to download a schema engine that `generate` does not use; any existing file satisfies it.
const env = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
};
const prisma = path.join(root, "node_modules/prisma/build/index.js");
const generated = spawnSync(process.execPath, [prisma, "generate"], { cwd: root, env, encoding: "utf8" });
if (generated.status !== 0) {
  process.stderr.write(`${generated.stdout}${generated.stderr}`);
  process.exit(generated.status ?? 1);
}
await import("./build-assets.mjs");
