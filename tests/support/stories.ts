import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import pg from "pg";
import type { Role } from "@/lib/generated/prisma/enums";
import { linkIn, type Mailbox, startMailbox } from "@/tests/support/mailbox";
import { type RunningServer, startDemoDatabase, startServer } from "@/tests/support/site";

/** What a story happens on: the production build, a real PostgreSQL with the demo, a real mail server. */
export interface Site {
  url: string;
  letter: string;
  mailbox: Mailbox;
  database: pg.Client;
  databaseUrl: string;
  server: RunningServer;
}

import { demoSlug } from "@/tests/support/demo";
import { indexesOf, testSecrets } from "@/tests/support/secrets";

export { demoSlug };

/** Limits high enough for many stories from one address. */
export const generousLimits = {
  SIGN_LIMIT_PER_IP: "10000",
  SIGN_LIMIT_PER_ADDRESS: "50",
  SIGN_LIMIT_PER_DOMAIN: "10000",
  // What comes without a proof of work need not wait here.
  SIGN_MAIL_DELAY: "0",
};

export const test = base.extend<{ calmPage: undefined; freshLimits: undefined }, { site: Site }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that a fixture needs from its pattern
    async ({}, use) => {
      const [postgres, mailbox] = await Promise.all([startDemoDatabase(), startMailbox()]);
      const stopAround = async (error: unknown) => {
        await mailbox.stop();
        await postgres.stop();
        throw error;
      };
      const server = await startServer({
        DATABASE_URL: postgres.url,
        ...testSecrets,
        SMTP_URL: mailbox.url,
        ...generousLimits,
      }).catch(stopAround);
      process.env.SITE_URL = server.url;
      const database = new pg.Client({ connectionString: postgres.url });
      await database.connect();
      await use({
        url: server.url,
        letter: `${server.url}/en/${demoSlug}`,
        mailbox,
        database,
        databaseUrl: postgres.url,
        server,
      });
      await database.end();
      await server.stop();
      await (await import("@/lib/db")).disconnect();
      await mailbox.stop();
      await postgres.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  // Every story begins with no limit used up: its site has served others before.
  freshLimits: [
    async ({ site }, use) => {
      await site.database.query("DELETE FROM throttle");
      await use(undefined);
    },
    { auto: true },
  ],
  // Every story also watches the console: it stays empty, but for the browser's own note of a refused form.
  calmPage: [
    async ({ page }, use) => {
      const said: string[] = [];
      page.on("console", (message) => {
        if (!/Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()))
          said.push(message.text());
      });
      page.on("pageerror", (error) => said.push(String(error)));
      await use(undefined);
      expect(said).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export interface Person {
  organisation: string;
  email: string;
}

/** Somebody new, with an organisation of their own. */
export function somebody(): Person {
  const id = randomUUID().slice(0, 8);
  return { organisation: `Organisation ${id} e.V.`, email: `rosa@org-${id}.example` };
}

/** Fills the form as an organisation's representative would; on the letter's own page it is a link away. */
export async function fillForm(page: Page, { organisation, email }: Person): Promise<void> {
  if ((await page.locator("form.sign").count()) === 0)
    await page.getByRole("link", { name: "Sign this letter" }).first().click();
  await page.getByLabel("An organisation").check();
  await page.getByLabel("Name", { exact: true }).fill(organisation);
  await page.getByLabel("Country", { exact: true }).selectOption("DE");
  await page.getByLabel("Website", { exact: true }).fill(`www.${email.split("@")[1]}`);
  await page.getByLabel("Your name", { exact: true }).fill("Rosa Representative");
  await page.getByLabel("Your role").fill("Director");
  await page.getByLabel("Work e-mail").fill(email);
  await page.getByLabel("I am authorised").check();
  await page.getByLabel("I agree that this name").check();
}

/** Signs and confirms, so that a moderator finds the signature in the queue. */
export async function signAndConfirm(page: Page, site: Site, person: Person): Promise<void> {
  await page.goto(`${site.letter}/sign`);
  await fillForm(page, person);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await page.goto(linkIn(await site.mailbox.waitFor(person.email)));
  await page.getByRole("button", { name: "Confirm the signature" }).click();
  await expect(page.getByRole("heading", { name: "the signature is confirmed" })).toBeVisible();
}

/** A browser in which a moderator of the demo letter is signed in. */
export async function moderatorAtDesk(browser: Browser, site: Site): Promise<Page> {
  return (await personAtDesk(browser, site, "moderator")).page;
}

/** The queue of the demo letter with what was signed last at its top: others' stories left names there, more than a page of them. */
export function newestFirst(site: Site): string {
  return `${site.url}/admin/letters/${demoSlug}?sort=newest`;
}

/** A browser in which somebody new with a role for the demo letter is signed in, at its queue, the newest first. */
export async function personAtDesk(
  browser: Browser,
  site: Site,
  role: Role,
): Promise<{ page: Page; email: string; moderatorId: string }> {
  const { grantRole } = await import("@/lib/accounts/members");
  const email = `${role}-${randomUUID().slice(0, 8)}@host.example`;
  const { moderatorId } = await grantRole(email, role, demoSlug);
  const page = await signedIn(browser, site, email);
  await page.goto(newestFirst(site));
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  return { page, email, moderatorId };
}

/** A browser in which somebody has signed in by mail. */
export async function signedIn(browser: Browser, site: Site, email: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await signInBy(page, site, email);
  return page;
}

/** Signs in by mail, as anybody does. */
export async function signInBy(page: Page, site: Site, email: string): Promise<void> {
  const mailed = site.mailbox.count(email);
  await page.goto(`${site.url}/admin`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await expect.poll(() => site.mailbox.count(email)).toBeGreaterThan(mailed);
  await page.goto(linkIn(await site.mailbox.waitFor(email, /link to the desk/)));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/admin/sign-in"));
}

/** axe finds nothing on this page. Its title is waited for: React takes a title away and sets it anew, a moment after what it shows. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page).toHaveTitle(/\S/);
  const { violations } = await new AxeBuilder({ page }).disableRules(["document-title"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`)).toEqual(
    [],
  );
}

/** Presses a key of the desk, once its page hears keys. */
export async function pressKey(desk: Page, key: string): Promise<void> {
  await desk.waitForFunction(() => document.documentElement.dataset.keys === location.pathname);
  await desk.keyboard.press(key);
}

/** Sends what waits for the time of an undo to be over: for stories that are not about that time. */
export async function hurryMails(site: Site): Promise<void> {
  await site.database.query(
    "UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now() AND run_at < now() + interval '1 minute'",
  );
}

/** The status of the newest signature with this address. */
export async function statusOf(site: Site, email: string): Promise<string | undefined> {
  const { rows } = await site.database.query<{ status: string }>(
    "SELECT status FROM signature WHERE email_index = ANY($1::bytea[]) ORDER BY created_at DESC LIMIT 1",
    [indexesOf(email)],
  );
  return rows[0]?.status;
}
