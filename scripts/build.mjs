import { spawnSync } from "node:child_process";
import { cp } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

// The production build: generated code, the Next build, and what its standalone server needs beside it.
const root = path.resolve(import.meta.dirname, "..");
await import("./generate.mjs");
const next = path.join(root, "node_modules/next/dist/bin/next");
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
const built = spawnSync(process.execPath, [next, "build"], { cwd: root, env, stdio: "inherit" });
if (built.status !== 0) process.exit(built.status ?? 1);
await cp(path.join(root, ".next/static"), path.join(root, ".next/standalone/.next/static"), {
  recursive: true,
});
await cp(path.join(root, "public"), path.join(root, ".next/standalone/public"), { recursive: true });
// Our own web server in front of Next's router, with the application's code that it needs.
await build({
  absWorkingDir: root,
  entryPoints: { web: "scripts/web.ts" },
  outdir: path.join(root, ".next/standalone"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["next"],
  logLevel: "warning",
});
