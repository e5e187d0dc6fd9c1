import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import { demoSlug, expect, generousLimits, somebody, statusOf, test } from "@/tests/support/stories";

test("nothing acknowledged is lost when the server is killed while it takes signatures", async ({ site }) => {
  const settings = {
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: site.mailbox.url,
    ...generousLimits,
  };
  const victim = await startServer({ ...settings, WORKER: "none" });
  const letter = `${victim.url}/en/${demoSlug}`;
  const agreement =
    /name="agreement" value="([^"]+)"/.exec(await (await fetch(`${letter}/sign`)).text())?.[1] ?? "";
  const people = Array.from({ length: 400 }, somebody);
  const acknowledged: string[] = [];
  let failed = 0;
  const signing = people.map(async ({ organisation, email }) => {
    const form = {
      agreement,
      kind: "organisation",
      name: organisation,
      country: "DE",
      website: "x.example",
      representativeName: "R",
      representativeRole: "D",
      email,
      authorised: "yes",
      publish: "yes",
    };
    try {
      const answer = await fetch(`${letter}/sign`, {
        method: "POST",
        body: new URLSearchParams(form),
        redirect: "manual",
        headers: { Origin: victim.url },
      });
      if (answer.status === 303) acknowledged.push(email);
      if (acknowledged.length === 40) victim.kill("SIGKILL");
    } catch {
      failed += 1;
    }
  });
  await Promise.all(signing);
  expect(acknowledged.length).toBeGreaterThanOrEqual(40);
  expect(failed).toBeGreaterThan(0);
  for (const email of acknowledged) expect(await statusOf(site, email)).toBe("unconfirmed");
  // The worker of the other server sends what the killed one had promised.
  for (const email of acknowledged)
    expect((await site.mailbox.waitFor(email)).subject).toMatch(/^Please confirm/);
});

test("the site comes back by itself after the database was restarted", async ({ request, site }) => {
  await site.database.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
  );
  await expect
    .poll(async () => (await request.get(`${site.url}/readyz`)).status(), { timeout: 20_000 })
    .toBe(200);
  expect((await request.get(site.letter)).status()).toBe(200);
});
