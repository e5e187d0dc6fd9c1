import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { grantRole } from "@/lib/accounts/members";
import { type OidcProvider, startOidcProvider } from "@/tests/support/oidc-provider";
import { testSecrets } from "@/tests/support/secrets";
import { type RunningServer, startServer } from "@/tests/support/site";
import { demoSlug, expect, expectAccessible, type Site, test } from "@/tests/support/stories";

let provider: OidcProvider;
let server: RunningServer;

test.beforeAll(async ({ site }) => {
  provider = await startOidcProvider();
  server = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: site.mailbox.url,
    WORKER: "none",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Ministry login",
  });
});
test.afterAll(async () => {
  await server.stop();
  await provider.stop();
});
test.beforeEach(async ({ site }) => {
  provider.lie = {};
  await site.database.query("DELETE FROM throttle");
});

const subject = () => `subject-${randomUUID()}`;
const address = () => `person-${randomUUID().slice(0, 8)}@host.example`;

async function moderator(): Promise<{ email: string; moderatorId: string }> {
  const email = address();
  return { email, moderatorId: (await grantRole(email, "moderator", demoSlug)).moderatorId };
}

async function tryProvider(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${server.url}/admin/sign-in`);
  await page.getByRole("button", { name: "Sign in with Ministry login" }).click();
  await page.waitForURL(/\/admin\/(letters|sign-in\?problem|second-factor)/);
}

const expectRefused = (page: Page) => expect(page.getByText("You were not signed in.")).toBeVisible();

async function sessions(site: Site): Promise<number> {
  return (await site.database.query("SELECT 1 FROM session")).rows.length;
}

test("a moderator signs in at the provider, and is known by the subject from then on", async ({
  page,
  site,
}) => {
  const { email, moderatorId } = await moderator();
  provider.user = { sub: subject(), email: email.toUpperCase(), email_verified: true };
  await page.goto(`${server.url}/admin/sign-in`);
  await expectAccessible(page);
  await tryProvider(page);
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  const cookies = (await page.context().cookies()).map(({ name }) => name);
  expect(cookies).toEqual(["undersigned-session"]);
  const { rows } = await site.database.query("SELECT issuer, subject FROM identity WHERE moderator_id = $1", [
    moderatorId,
  ]);
  expect(rows).toEqual([{ issuer: provider.issuer, subject: provider.user.sub }]);

  // The account page names the provider, and unties it; the same account there ties it anew, and a mail tells of each.
  await page.goto(`${server.url}/admin/account`);
  await expect(page.getByRole("heading", { name: "Accounts at providers" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: `Unlink the account at ${provider.issuer}` }).click();
  await expect(page.getByText("The account is unlinked.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Accounts at providers" })).toHaveCount(0);
  await tryProvider(page);
  await expect.poll(() => site.mailbox.count(email)).toBe(3);

  // Another address there, and not verified: the subject counts.
  provider.user = { sub: provider.user.sub, email: address(), email_verified: false };
  await tryProvider(page);
  await expect(page.getByRole("link", { name: `Signed in as ${email}` })).toBeVisible();

  // Their old address given to somebody else at the provider opens nothing.
  provider.user = { sub: subject(), email, email_verified: true };
  await tryProvider(page);
  await expectRefused(page);
});

test("nobody becomes a moderator by signing in, nor by an address that is not verified", async ({
  page,
  site,
}) => {
  const { email, moderatorId } = await moderator();
  const strangers = [
    { sub: subject(), email: address(), email_verified: true },
    { sub: subject(), email, email_verified: false },
    { sub: subject(), email },
    { sub: subject() },
    null,
  ];
  const before = await sessions(site);
  const people = (await site.database.query("SELECT 1 FROM moderator")).rows.length;
  for (const user of strangers) {
    provider.user = user;
    await tryProvider(page);
    await expectRefused(page);
  }
  provider.user = { sub: subject(), email, email_verified: true };
  for (const lie of [{ iss: "https://elsewhere.example" }, { nonce: "replayed" }]) {
    provider.lie = lie;
    await tryProvider(page);
    await expectRefused(page);
  }
  expect(await sessions(site)).toBe(before);
  expect((await site.database.query("SELECT 1 FROM moderator")).rows).toHaveLength(people);
  expect(
    (await site.database.query("SELECT 1 FROM identity WHERE moderator_id = $1", [moderatorId])).rows,
  ).toEqual([]);
  expect(server.log()).not.toContain(provider.clientSecret);
});

test("an answer of the provider works in the browser that set out, once, and signs nobody else in", async ({
  page,
  browser,
  site,
}) => {
  const { email } = await moderator();
  provider.user = { sub: subject(), email, email_verified: true };
  await page.goto(`${server.url}/admin/sign-in`);
  const returned = page.waitForRequest((request) => request.url().includes("/callback/oidc"));
  await page.getByRole("button", { name: "Sign in with Ministry login" }).click();
  const back = (await returned).url();
  await page.waitForURL(/\/admin\/letters/);
  const before = await sessions(site);
  const victim = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await victim.goto(back);
  await expectRefused(victim);
  // Again in the same browser: the state is used up.
  await page.goto(back);
  await expectRefused(page);
  expect(await sessions(site)).toBe(before);
  // The way out is a form of this site alone, and without settings there is none.
  const begin = (url: string, headers: Record<string, string>) =>
    page.request.post(`${url}/api/auth/oidc`, { headers, maxRedirects: 0 });
  const forged = await begin(server.url, { Origin: "https://evil.example" });
  expect(forged.headers().location).toBe("/admin/sign-in?problem=site");
  const without = await begin(site.url, { Origin: site.url });
  expect(without.headers().location).toBe("/admin/sign-in?problem=oidc");
  await page.goto(`${site.url}/admin/sign-in`);
  await expect(page.getByRole("button", { name: /Sign in with/ })).toHaveCount(0);
});

test("a second factor that was set up here is asked for all the same", async ({ page, site }) => {
  const { email, moderatorId } = await moderator();
  await site.database.query(
    "INSERT INTO passkey (id, moderator_id, name, public_key, counter, created_at) VALUES ($1, $2, 'Key', '', 0, now())",
    [randomUUID(), moderatorId],
  );
  provider.user = { sub: subject(), email, email_verified: true };
  await tryProvider(page);
  await expect(page).toHaveURL(/second-factor/);
});
