import { randomUUID } from "node:crypto";
import {
  demoSlug,
  expect,
  moderatorAtDesk,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("a stranger who tries the desk sees the sign-in page and nothing else", async ({
  page,
  request,
  site,
}) => {
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE status = 'pending' LIMIT 1",
  );
  const here = `/letters/${demoSlug}`;
  for (const path of [
    "",
    here,
    `${here}/signatures/${rows[0]?.id}`,
    `${here}/log`,
    `${here}/log.csv`,
    `${here}/reasons`,
    `${here}/overview`,
    `${here}/notices`,
  ]) {
    await page.goto(`${site.url}/admin${path}`);
    await expect(page).toHaveURL(/\/admin\/sign-in/);
    const answer = await request.get(`${site.url}/admin${path}`, {
      maxRedirects: 0,
      headers: { Cookie: "undersigned-session=guessed" },
    });
    expect(await answer.text()).not.toMatch(/freemail\.example|infanciasegura/);
  }
});

test("a moderator of another letter finds none of this one's pages; only owners find the reasons", async ({
  browser,
  site,
}) => {
  const desk = await moderatorAtDesk(browser, site);
  const here = `${site.url}/admin/letters/${demoSlug}`;
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE status = 'pending' LIMIT 1",
  );
  const pages = ["", `/signatures/${rows[0]?.id}`, "/log", "/log.csv", "/overview", "/notices"];
  const statuses = async () =>
    Promise.all(pages.map(async (path) => (await desk.context().request.get(here + path)).status()));
  expect(await statuses()).toEqual(pages.map(() => 200));
  expect((await desk.context().request.get(`${here}/reasons`)).status()).toBe(404);
  await site.database.query(
    "DELETE FROM membership WHERE moderator_id IN (SELECT moderator_id FROM session ORDER BY created_at DESC LIMIT 1)",
  );
  expect(await statuses()).toEqual(pages.map(() => 404));
});

test("an unknown address gets the same answer and no mail", async ({ page, site }) => {
  const email = `stranger-${randomUUID().slice(0, 8)}@elsewhere.example`;
  await page.goto(`${site.url}/admin/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByRole("status")).toContainText("If that address may sign in");
  await page.waitForTimeout(500);
  expect(site.mailbox.count(email)).toBe(0);
});

test("a decision sent from another site, or by a moderator of no letter, changes nothing", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("button", { name: "Approve and publish" })).toBeVisible();
  // The form as a page without script posts it, so that it can be replayed from elsewhere.
  const html = await (await desk.context().request.get(desk.url())).text();
  const form: Record<string, string> = { kind: "approve" };
  for (const [, attributes = ""] of (/class="decision".*?<\/form>/s.exec(html)?.[0] ?? "").matchAll(
    /<input([^>]*)>/g,
  )) {
    const name = /name="([^"]*)"/.exec(attributes)?.[1];
    if (name)
      form[name] = (/value="([^"]*)"/.exec(attributes)?.[1] ?? "")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&");
  }
  const post = (headers: Record<string, string>) =>
    desk.context().request.post(desk.url(), { multipart: form, headers, maxRedirects: 0 });
  const elsewhere: Record<string, string>[] = [
    {},
    { Origin: "https://evil.example" },
    { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
    { Origin: site.url, "Sec-Fetch-Site": "cross-site" },
    { Origin: "null" },
  ];
  for (const headers of elsewhere) await post(headers);
  expect(await statusOf(site, rosa.email)).toBe("pending");

  const stranger = await moderatorAtDesk(browser, site);
  await site.database.query(
    "DELETE FROM membership WHERE moderator_id IN (SELECT moderator_id FROM session ORDER BY created_at DESC LIMIT 1)",
  );
  await stranger.context().request.post(desk.url(), { multipart: form, headers: { Origin: site.url } });
  expect(await statusOf(site, rosa.email)).toBe("pending");
  await stranger.goto(desk.url());
  await expect(stranger.getByRole("heading", { name: "This page does not exist" })).toBeVisible();

  // The same form with the right origin and right is what decides: the refusals above were the guard's.
  await post({ Origin: site.url });
  expect(await statusOf(site, rosa.email)).toBe("published");
});

test("signing out ends the session in the database, and an idle session ends by itself", async ({
  browser,
  site,
}) => {
  const desk = await moderatorAtDesk(browser, site);
  await site.database.query("UPDATE session SET last_seen_at = now() - interval '31 minutes'");
  await desk.goto(`${site.url}/admin`);
  await expect(desk).toHaveURL(/sign-in/);
  const other = await moderatorAtDesk(browser, site);
  const state = await other.context().storageState();
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other).toHaveURL(/sign-in/);
  const thief = await (await browser.newContext({ storageState: state })).newPage();
  await thief.goto(`${site.url}/admin`);
  await expect(thief).toHaveURL(/sign-in/);
});
