import { ensureInstalled, runTypeScript } from "./install.mjs";

// Runs a script of ours with whatever it takes to load it: node scripts/run.mjs scripts/x.ts [arguments]
const [script, ...rest] = process.argv.slice(2);
ensureInstalled({ dev: false });
runTypeScript(script, rest);
