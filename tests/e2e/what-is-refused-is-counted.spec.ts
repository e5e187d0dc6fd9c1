import { post, recorded, shoot } from "@/tests/support/attack";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import {
  demoSlug,
  expect,
  expectAccessible,
  generousLimits,
  personAtDesk,
  test,
} from "@/tests/support/stories";

/* Each kind by its attack: tests/e2e/attacks; each action of the desk by each role: each-role-tries-each-action. */

const letter = `/en/${demoSlug}`;
const guessed = { token: "A".repeat(43) };

test("an owner reads in words what the site refused, and that nothing was", async ({ browser, site }) => {
  const { page: desk } = await personAtDesk(browser, site, "owner");
  await site.database.query("DELETE FROM refusal_count");
  const protection = `${site.url}/admin/letters/${demoSlug}/protection`;
  await desk.goto(protection);
  await expect(desk.getByRole("heading", { name: "Refused requests" })).toBeVisible();
  await expect(desk.getByText("Nothing was refused in the last seven days.")).toBeVisible();
  await recorded(site, async () => {
    for (let time = 0; time < 3; time += 1) await post(site, `${letter}/confirm`, guessed);
    await post(site, `${letter}/sign`, {}, { Origin: "https://evil.example" });
    return { link: 3, other_site: 1 };
  });
  await site.database.query(
    "INSERT INTO refusal_count (slot, kind, count) VALUES (now() - interval '2 days', 'visit', 1234)",
  );
  await desk.reload();
  const rows = desk.getByRole("table", { name: "Refused requests" }).locator("tbody tr");
  await expect(rows).toHaveText([
    /^Own page without a visit.*01,234$/,
    /^Unknown link.*33$/,
    /^Sent from another site.*11$/,
  ]);
  await expectAccessible(desk);
  await desk.context().close();
});

test("nothing about who it was is kept: neither the address, the secret, nor where", async ({ site }) => {
  const headers = { "X-Forwarded-For": "192.0.2.77", "User-Agent": "Mallory/1.0" };
  await recorded(site, async () => {
    await post(site, `${letter}/confirm?mallory=1`, { ...guessed, email: "mallory@evil.example" }, headers);
    return { link: 1 };
  });
  const { rows } = await site.database.query("SELECT * FROM refusal_count");
  for (const row of rows) expect(Object.keys(row)).toEqual(["slot", "kind", "count"]);
  expect(JSON.stringify(rows)).not.toMatch(/mallory|192\.0\.2|AAAA|confirm/i);
});

test("what a server refused in its last moment is counted when it ends in good order", async ({ site }) => {
  const server = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: site.mailbox.url,
    ...generousLimits,
    WORKER: "none",
  });
  await recorded(site, async () => {
    for (let time = 0; time < 5; time += 1) {
      await post(server, `${letter}/confirm`, guessed);
      await shoot(server, { method: "PURGE", path: letter });
    }
    await server.stop();
    return { link: 5, method: 5 };
  });
});

test("what the doors of the desk refuse is counted, ahead of its pages as well", async ({
  browser,
  site,
}) => {
  const { page: desk } = await personAtDesk(browser, site, "viewer");
  const [cookie] = await desk.context().cookies();
  const signedIn = { Cookie: `${cookie?.name}=${cookie?.value}` };
  const here = `/admin/letters/${demoSlug}`;
  await recorded(site, async () => {
    const large = { method: "POST", path: "/admin/sign-in", body: "x".repeat(70_000) };
    expect((await shoot(site, large)).headers.location).toContain("/admin/too-large");
    const script = { ...large, headers: { "Next-Action": "x" } };
    expect((await shoot(site, script)).status).toBe(413);
    return { too_large: 2 };
  });
  await recorded(site, async () => {
    for (const path of [here, `${here}/log.csv`, `${here}/events`, "/admin/account"])
      await shoot(site, { path });
    return { session: 4, rights: 0 };
  });
  await recorded(site, async () => {
    for (const path of [
      `/admin/sign-in/confirm?token=${guessed.token}`,
      "/api/auth/callback/oidc?code=x&state=x",
    ])
      expect((await shoot(site, { path })).headers.location).toContain("problem=");
    await shoot(site, { path: `/admin/invitation?token=${guessed.token}` });
    return { sign_in: 2, link: 1 };
  });
  await recorded(site, async () => {
    for (const path of [
      `${here}/people`,
      `${here}/protection`,
      "/admin/letters/not-there",
      "/admin/letters/not-there/log.csv",
    ])
      expect((await shoot(site, { path, headers: signedIn })).status).toBe(404);
    return { rights: 4, session: 0 };
  });
  await desk.context().close();
});
