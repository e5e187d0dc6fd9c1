import { cp } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

// Bundles the operator's commands into .next/standalone/commands, so that an image without TypeScript and without the
// whole of node_modules can run them.
const root = path.resolve(import.meta.dirname, "..");
const standalone = path.join(root, ".next/standalone");

await build({
  absWorkingDir: root,
  entryPoints: {
    worker: "scripts/worker.ts",
    migrate: "scripts/migrate.ts",
    "import-letter": "scripts/import-letter.ts",
    "add-moderator": "scripts/add-moderator.ts",
    "rotate-keys": "scripts/rotate-keys.ts",
    "register-verify": "scripts/register-verify.ts",
  },
  outdir: path.join(standalone, "commands"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  jsx: "automatic",
  // It reads its own SQL files; the Next build has traced it and what it needs.
  external: ["graphile-worker", "pg-native"],
  // Packages in CommonJS ask for Node's modules by require().
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  logLevel: "warning",
});
// scripts/migrate.ts looks for the migrations one folder up.
await cp(path.join(root, "prisma/migrations"), path.join(standalone, "prisma/migrations"), {
  recursive: true,
});
