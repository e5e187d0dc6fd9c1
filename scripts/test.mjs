import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureInstalled, root } from "./install.mjs";

// `npm test`: everything, from a bare clone. Ends with one line that counts the tests of all runners.
// `npm test -- --on-another-node` runs what a second Node can answer otherwise than a first that ran it all.
const isFirst = !process.argv.includes("--on-another-node");
process.chdir(root);
ensureInstalled({ dev: true });
const results = path.join(root, "test-results");
rmSync(results, { recursive: true, force: true });

const bin = (file) => path.join(root, "node_modules", file);
const once = (...some) => (isFirst ? some : []);
// These ask the source, a browser, or PostgreSQL under a crowd, and no Node in particular.
const notAgain = [
  "tests/house/**",
  "tests/integration/deciders.test.ts",
  "tests/integration/bulk.test.ts",
  "tests/integration/mail-looks.test.ts",
];
const steps = [
  ["Generated code and assets", [path.join(root, "scripts/generate.mjs")]],
  ...once(
    ["Lint and format (Biome)", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]],
    ["Types", [bin("typescript/bin/tsc"), "--noEmit"]],
    ["Unused files and exports (knip)", [bin("knip/bin/knip.js")]],
  ),
  [
    "Unit and integration tests",
    [
      bin("vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      "--outputFile=test-results/vitest.json",
      ...(isFirst ? [] : notAgain.map((files) => `--exclude=${files}`)),
    ],
  ],
  ...once(
    ["Production build", [path.join(root, "scripts/build.mjs")]],
    ["Stories in a browser", [bin("@playwright/test/cli.js"), "test"]],
  ),
];

const failed = [];
for (const [name, args] of steps) {
  const since = Date.now();
  console.log(`\n── ${name}`);
  const done = spawnSync(process.execPath, args, { stdio: "inherit" });
  console.log(
    `── ${name}: ${done.status === 0 ? "passed" : "FAILED"} in ${Math.round((Date.now() - since) / 1000)} s`,
  );
  if (done.status !== 0) failed.push(name);
}

const counts = [countVitest(), countPlaywright()];
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
if (failed.length > 0) console.log(`\nFailed: ${failed.join(", ")}`);
// Once more at the end, since of a long log often only the end is kept.
for (const failure of [...failuresOfVitest(), ...failuresOfPlaywright()]) console.log(`  ${failure}`);
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exit(failed.length > 0 || sum("passed") === 0 ? 1 : 0);

function readReport(name) {
  const file = path.join(results, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function countVitest() {
  const report = readReport("vitest.json");
  return {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

function failuresOfVitest() {
  const files = readReport("vitest.json")?.testResults ?? [];
  return files.flatMap((file) => {
    const name = path.relative(root, file.name);
    if (file.status === "failed" && file.assertionResults.length === 0) return [`${name}: ${file.message}`];
    return file.assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => `${name}: ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 2_000)}`);
  });
}

function failuresOfPlaywright() {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return (readReport("e2e.json")?.suites ?? [])
    .flatMap(specs)
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const errors = spec.tests.flatMap((test) => test.results.flatMap((result) => result.errors));
      return `${spec.file}: ${spec.title}\n${errors
        .map((error) => error.message)
        .join("\n")
        .slice(0, 2_000)}`;
    });
}

function countPlaywright() {
  const stats = readReport("e2e.json")?.stats;
  return {
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
    skipped: stats?.skipped ?? 0,
  };
}
