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
  },
  outdir: path.join(standalone, "commands"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  jsx: "automatic",
  // These read their own files (SQL, native parts), so they stay packages; the build has traced them already.
  external: ["graphile-worker", "pg", "pg-native", "nodemailer", "react", "react-dom", "@prisma/*"],
  banner: {
    js: 'import { createRequire as __require } from "node:module"; const require = __require(import.meta.url);',
  },
  logLevel: "warning",
});
// scripts/migrate.ts looks for the migrations one folder up.
await cp(path.join(root, "prisma/migrations"), path.join(standalone, "prisma/migrations"), {
  recursive: true,
});
for (const name of ["@prisma/adapter-pg", "@prisma/client", "react", "react-dom"]) {
  await cp(path.join(root, "node_modules", name), path.join(standalone, "node_modules", name), {
    recursive: true,
  });
}
