import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensureInstalled, root, runTypeScript } from "./install.mjs";

// `npm run bench`: builds the site, then measures it beside its yardsticks.
ensureInstalled({ dev: true });
const built = spawnSync(process.execPath, [path.join(root, "scripts/build.mjs")], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
});
if (built.status !== 0) process.exit(1);
runTypeScript("tests/load/bench.ts", process.argv.slice(2));
