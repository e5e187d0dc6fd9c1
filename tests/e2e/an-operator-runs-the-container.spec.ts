import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { freePort } from "@/scripts/free-port";
import { startTemporaryPostgres } from "@/scripts/postgres";
import { testSecrets } from "@/tests/support/secrets";

const root = path.resolve(import.meta.dirname, "../..");

// No container can be built where the tests run: this is what the Dockerfile puts into one, in a folder of its own.
test("an operator runs what is in the container: migrate, web, worker, and the commands", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-container-"));
  const postgres = await startTemporaryPostgres();
  const port = await freePort(3900);
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "production" as const,
    DATABASE_URL: postgres.url,
    ...testSecrets,
    SITE_URL: `http://localhost:${port}`,
    HOSTNAME: "127.0.0.1",
    PORT: String(port),
  };
  const running: ChildProcess[] = [];
  const run = (file: string, ...args: string[]) =>
    execFileSync(process.execPath, [file, ...args], { cwd: folder, env, encoding: "utf8" });
  try {
    const bundled = spawnSync(process.execPath, [path.join(root, "scripts/bundle-commands.mjs")], {
      encoding: "utf8",
    });
    expect(bundled.stderr).toBe("");
    await cp(path.join(root, ".next/standalone"), folder, { recursive: true, verbatimSymlinks: true });
    expect(run("commands/migrate.mjs")).toMatch(/^Applied 0001_foundations/);
    for (const [file, settings] of [
      ["web.mjs", { WORKER: "none" }],
      ["commands/worker.mjs", {}],
    ] as const) {
      running.push(
        spawn(process.execPath, [file], { cwd: folder, env: { ...env, ...settings }, stdio: "ignore" }),
      );
    }
    await expect
      .poll(async () => (await fetch(`${env.SITE_URL}/readyz`).catch(() => null))?.status, {
        timeout: 20_000,
      })
      .toBe(200);
    const demo = path.join(root, "prisma/demo/children-safe-online");
    expect(run("commands/import-letter.mjs", demo)).toContain("53 added");
    expect(run("commands/import-letter.mjs", demo)).toContain("0 added, 53 already there");
    expect(run("commands/add-moderator.mjs", "eva@host.example")).toContain(`${env.SITE_URL}/admin/sign-in`);
    expect(run("commands/rotate-keys.mjs")).toContain(
      "Everything is sealed with the first key of DATA_KEYS.",
    );
    // With other keys than the database's nothing is served, and nothing sealed.
    const otherKeys = { DATA_KEYS: "k".repeat(43), PORT: String(await freePort(port + 1)) };
    const refused = spawnSync(process.execPath, ["web.mjs"], {
      cwd: folder,
      env: { ...env, ...otherKeys },
      encoding: "utf8",
      timeout: 20_000,
    });
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("not in DATA_KEYS")]);
    const letter = await fetch(`${env.SITE_URL}/en/children-safe-online`);
    expect(await letter.text()).toContain("53 signatories");
  } finally {
    for (const child of running) {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await exited;
    }
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
