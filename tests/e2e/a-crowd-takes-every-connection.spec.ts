import pg from "pg";
import {
  demoSlug,
  expect,
  expectAccessible,
  fillForm,
  moderatorAtDesk,
  type Site,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

/** Keeps every connection of the server's pool busy until the returned function is called. */
async function takeEveryConnection(site: Site): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: site.databaseUrl });
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query("LOCK TABLE letter IN ACCESS EXCLUSIVE MODE");
  const crowd = Array.from({ length: 10 }, () => fetch(`${site.letter}/sign`));
  await expect
    .poll(async () => {
      const { rows } = await site.database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%letter%'",
      );
      return rows.length;
    })
    .toBeGreaterThanOrEqual(10);
  return async () => {
    await holder.query("ROLLBACK");
    await holder.end();
    await Promise.all(crowd);
  };
}

test("while a crowd takes every connection, a signer and a moderator read that nothing was changed, and press again", async ({
  page,
  browser,
  site,
}) => {
  test.setTimeout(120_000);
  const [rosa, olga] = [somebody(), somebody()];
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(rosa.organisation)}`);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  const line = desk.getByLabel("Your own line to the signer");
  await line.fill("We could not reach you.");
  const signer = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await signer.goto(`${site.letter}/sign`);
  await fillForm(signer, olga);

  const before = site.server.log().length;
  const letGo = await takeEveryConnection(site);
  const answered = signer.waitForResponse((response) => response.request().method() === "POST");
  await desk.getByRole("button", { name: "Reject" }).click();
  await signer.getByRole("button", { name: "Sign the letter" }).click();
  const refused = "Too many people at once just now";
  await expect(desk.getByRole("alert").filter({ hasText: refused })).toBeVisible({ timeout: 25_000 });
  await expect(signer.getByRole("heading", { level: 1, name: refused })).toBeVisible({ timeout: 25_000 });
  expect([(await answered).status(), (await answered).headers()["retry-after"]]).toEqual([503, "5"]);
  await expect(line).toHaveValue("We could not reach you.");
  await expectAccessible(signer);
  await letGo();
  // Each refusal is one line of the log, and none a stack.
  const faults = site.server
    .log()
    .slice(before)
    .split("\n")
    .filter((text) => text.startsWith("fault:"));
  expect(new Set(faults)).toEqual(new Set(["fault: too busy: the database had no room for this in time"]));
  expect(site.server.log().slice(before)).not.toMatch(/^\s+at /m);

  await desk.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "Rejected" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("rejected");
  await signer.getByRole("button", { name: "Send it again" }).click();
  await expect(signer.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await site.mailbox.waitFor(olga.email);
});
