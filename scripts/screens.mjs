import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensureInstalled, root, runTypeScript } from "./install.mjs";

// `npm run screens`: builds the site and photographs every page and mail into screens/.
ensureInstalled({ dev: true });
const built = spawnSync(process.execPath, [path.join(root, "scripts/build.mjs")], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
});
if (built.status !== 0) process.exit(1);
runTypeScript("tests/support/screens.ts", process.argv.slice(2));
