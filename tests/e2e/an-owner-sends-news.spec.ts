import type { Browser, Page } from "@playwright/test";
import { linkIn } from "@/tests/support/mailbox";
import {
  demoSlug,
  expect,
  expectAccessible,
  fillForm,
  moderatorAtDesk,
  newestFirst,
  type Person,
  personAtDesk,
  type Site,
  somebody,
  test,
} from "@/tests/support/stories";

async function signForNews(page: Page, site: Site, person: Person): Promise<void> {
  await page.goto(`${site.letter}#sign`);
  await fillForm(page, person);
  await page.getByLabel("Write to me by e-mail about news").check();
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await page.goto(linkIn(await site.mailbox.waitFor(person.email)));
  await page.getByRole("button", { name: "Confirm the signature" }).click();
}

async function publish(browser: Browser, site: Site, people: Person[]): Promise<void> {
  const desk = await moderatorAtDesk(browser, site);
  for (const { organisation } of people) {
    await desk.goto(newestFirst(site));
    await desk.getByRole("link", { name: organisation }).click();
    await desk.getByRole("button", { name: "Approve and publish" }).click();
    await expect(desk.getByRole("status").first()).toBeVisible();
  }
}

test("an owner writes news, reads a copy, sends it once to each who asked; they turn it off in two ways", async ({
  page,
  browser,
  request,
  site,
}) => {
  const [rosa, emma] = [somebody(), somebody()];
  for (const person of [rosa, emma]) await signForNews(page, site, person);
  await publish(browser, site, [rosa, emma]);

  const { page: desk, email } = await personAtDesk(browser, site, "owner");
  await desk.getByRole("link", { name: "News", exact: true }).click();
  await expect(desk.getByText("It would go to 2 mailboxes now.")).toBeVisible();
  await expectAccessible(desk);

  await test.step("a form with a mistake keeps what was typed", async () => {
    await desk.locator("#subject-en").fill("The Commission has answered");
    await desk.getByRole("button", { name: "Keep the draft" }).click();
    await expect(
      desk.getByRole("alert").filter({ hasText: "Text (English): write something" }),
    ).toBeVisible();
    await expect(desk.locator("#subject-en")).toHaveValue("The Commission has answered");
  });
  await desk
    .locator("#body-en")
    .fill("Two things:\n\n- a hearing in May\n- see https://commission.example/answer.");
  await desk.getByRole("button", { name: "Keep the draft" }).click();
  await expect(desk.getByRole("heading", { name: "The Commission has answered", level: 1 })).toBeVisible();
  await expect(
    desk.getByRole("link", { name: "https://commission.example/answer", exact: true }),
  ).toBeVisible();
  await expectAccessible(desk);

  await desk.getByRole("button", { name: "Mail me a copy" }).click();
  await expect(desk.getByRole("status").first()).toContainText("A copy in each language is on its way");
  await site.mailbox.waitFor(email, /^\[Copy\] The Commission has answered$/);

  await test.step("it goes only after a tick", async () => {
    await desk.getByRole("button", { name: "Send the news" }).click();
    await expect(desk.getByRole("alert").filter({ hasText: "Nothing was sent" })).toBeVisible();
  });
  await desk.getByLabel("I have read it in every language").check();
  await desk.getByRole("button", { name: "Send the news" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "2 sent" })).toBeVisible({ timeout: 15_000 });
  await expect(desk.getByRole("button", { name: "Send the news" })).toHaveCount(0);

  const linkOf = async (person: Person) =>
    linkIn(await site.mailbox.waitFor(person.email, /^The Commission/));
  const wants = async () =>
    (
      await site.database.query(
        "SELECT count(*)::int AS count FROM consent c JOIN consent_text t ON t.sha256 = c.text_sha256 WHERE t.purpose = 'news' AND c.withdrawn_at IS NULL",
      )
    ).rows[0]?.count;
  const before = await wants();

  await test.step("Rosa's mail program presses for her: no origin, no cookie", async () => {
    const link = await linkOf(rosa);
    await request.get(link);
    expect(await wants()).toBe(before);
    const press = () =>
      fetch(link, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
      });
    expect((await press()).status).toBe(200);
    expect(await wants()).toBe(before - 1);
    const again = await press();
    expect([again.status, await again.text()]).toEqual([200, expect.stringContaining("already turned off")]);
  });

  await test.step("Emma opens the page, on a phone without script, and presses its button", async () => {
    const phone = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 320, height: 600 },
    });
    const emmas = await phone.newPage();
    await emmas.goto(await linkOf(emma));
    expect(await wants()).toBe(before - 1);
    await emmas.getByRole("button", { name: "Send me no more news" }).click();
    await expect(emmas.getByRole("heading", { name: "News is turned off" })).toBeVisible();
    expect(await wants()).toBe(before - 2);
    await emmas.goto(await linkOf(emma));
    await expect(emmas.getByRole("heading", { name: "News is already turned off" })).toBeVisible();
  });

  await test.step("a link that is not whole, or nobody's, changes nothing", async () => {
    const here = `${site.letter}/unsubscribe`;
    for (const [token, status] of [
      ["x", 400],
      ["A".repeat(43), 404],
    ] as const) {
      const answer = await fetch(`${here}?token=${token}`, {
        method: "POST",
        body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
      });
      expect(answer.status).toBe(status);
    }
  });

  await page.goto(await linkOf(rosa));
  await expectAccessible(page);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}/news`);
  await expect(desk.getByText("Nobody would get it now.")).toBeVisible();
});
