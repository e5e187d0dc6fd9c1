import { ensureInstalled, runTypeScript } from "./install.mjs";

ensureInstalled({ dev: false });
runTypeScript("scripts/serve.ts");
