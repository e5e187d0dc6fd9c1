import { defineConfig } from "@playwright/test";
import { browserPath } from "./tests/support/browser";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/stories",
  // One site, one database and one mail server for each worker. Most of a story is waiting, for mails that can still be taken back.
  workers: 3,
  // On a machine that is three times slower a story is slow, not wrong; what is promised within seconds has limits of its own.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    locale: "en-GB",
    launchOptions: {
      executablePath: await browserPath(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
