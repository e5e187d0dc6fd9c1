import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

// Runs before any dependency is there: plain JavaScript, Node's own modules only.
export const root = path.resolve(import.meta.dirname, "..");
const marker = path.join(root, "node_modules/.undersigned-install.json");
const generated = path.join(root, "lib/generated");

/**
 * Makes node_modules match package-lock.json and the generated code match the schema, if they do not yet. `dev` asks for what
 * only tests need as well.
 */
export function ensureInstalled({ dev }) {
  requireNode();
  ensurePackages(dev);
  ensureGenerated();
}

/** The database client, without which no script of ours can be loaded. */
function ensureGenerated() {
  // What it is made from: the schema, and the Prisma that the lock file names.
  const madeFrom = `${sha256Of("prisma/schema.prisma")} ${sha256Of("package-lock.json")}`;
  const mark = path.join(generated, ".made-from");
  if (existsSync(mark) && readFileSync(mark, "utf8") === madeFrom) return;
  const done = spawnSync(process.execPath, [path.join(root, "scripts/generate.mjs")], { stdio: "inherit" });
  if (done.status !== 0) process.exit(1);
  writeFileSync(mark, madeFrom);
}

function sha256Of(file) {
  return createHash("sha256")
    .update(readFileSync(path.join(root, file)))
    .digest("hex");
}

function ensurePackages(dev) {
  const lock = sha256Of("package-lock.json");
  const installed = readMarker();
  if (installed.lock === lock && (installed.dev || !dev)) return;
  console.log(`Installing packages${dev ? ", test tools included" : ""} (about half a minute) …`);
  const args = ["ci", dev ? "--include=dev" : "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = npmCommand();
  const done = spawnSync(npm.file, [...npm.args, ...args], { cwd: root, stdio: "inherit" });
  if (done.status !== 0) {
    console.error(
      "The packages could not be installed (see above). Check the network and the disk, then run this again.",
    );
    process.exit(1);
  }
  writeFileSync(marker, JSON.stringify({ lock, dev }));
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Undersigned needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one, then try again.`,
  );
  process.exit(1);
}

function readMarker() {
  try {
    return existsSync(marker) ? JSON.parse(readFileSync(marker, "utf8")) : {};
  } catch {
    return {};
  }
}

/** The npm that runs this script, or the one on the PATH. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js") ? { file: process.execPath, args: [cli] } : { file: "npm", args: [] };
}

/** Runs a TypeScript script in a process of its own; signals reach it, and its exit code becomes ours. */
export function runTypeScript(script, args = []) {
  const tsx = path.join(root, "node_modules/tsx/dist/cli.mjs");
  const child = spawn(process.execPath, [tsx, path.join(root, script), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  // The terminal sends Ctrl+C to the whole group; a signal to us alone must be handed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
