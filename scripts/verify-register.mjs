import { ensureInstalled, runTypeScript } from "./install.mjs";

// `npm run register:verify`: takes no database and no settings, only this folder and Node.
ensureInstalled({ dev: false });
runTypeScript("scripts/register-verify.ts", process.argv.slice(2));
