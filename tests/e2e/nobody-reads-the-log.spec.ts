import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import { expect, test } from "@/tests/support/stories";

test("whoever reads the server's log goes away, and the site goes on", async ({ site }) => {
  const unheard = await startServer({ DATABASE_URL: site.databaseUrl, ...testSecrets, WORKER: "inside" });
  unheard.stopReading();
  const terminate =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()";
  // Each lost connection is written of, to nobody.
  for (let at = 0; at < 3; at += 1) {
    await site.database.query(terminate);
    await expect
      .poll(async () => (await fetch(`${unheard.url}/readyz`).catch(() => null))?.status, { timeout: 20_000 })
      .toBe(200);
  }
  const asked = await fetch(`${unheard.url}/healthz`, { signal: AbortSignal.timeout(10_000) });
  expect(asked.status).toBe(200);
  await unheard.stop();
});
