import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
let folder: string | undefined;

afterEach(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** What a clone holds: the files that git knows, with packages that are installed already. */
async function bareClone(): Promise<string> {
  folder = await mkdtemp(path.join(os.tmpdir(), "a bare clone "));
  const known = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  for (const file of known.split("\0").filter(Boolean)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await cp(path.join(root, file), path.join(folder, file)).catch((error: NodeJS.ErrnoException) => {
      // Deleted here and not committed yet.
      if (error.code !== "ENOENT") throw error;
    });
  }
  await linkPackages(folder);
  return folder;
}

/** The packages of this checkout one by one, with a mark of its own: whatever is installed there is not installed here. */
async function linkPackages(clone: string): Promise<void> {
  const [from, to] = [path.join(root, "node_modules"), path.join(clone, "node_modules")];
  await mkdir(to);
  const mark = ".undersigned-install.json";
  for (const name of await readdir(from)) {
    if (name !== mark) await symlink(path.join(from, name), path.join(to, name));
  }
  const lock = createHash("sha256")
    .update(await readFile(path.join(root, "package-lock.json")))
    .digest("hex");
  await writeFile(path.join(to, mark), JSON.stringify({ lock, dev: true }));
}

test("`npm start` in a clone that was never built makes what it needs, and reaches the database", async () => {
  const clone = await bareClone();
  const url = new URL(process.env.TEST_POSTGRES_URL ?? "");
  url.pathname = "/nothing-of-this-name";
  const start = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: clone,
    env: { ...process.env, DATABASE_URL: url.href },
  });
  let said = "";
  for (const stream of [start.stdout, start.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [code] = await once(start, "exit");
  // Without its database it ends there, and says so: everything before that worked.
  expect(said).toContain("✓ Secrets");
  expect(said).toContain("nothing-of-this-name");
  expect(said).not.toContain("ERR_MODULE_NOT_FOUND");
  expect(code).toBe(1);
});
