import type { Page } from "@playwright/test";
import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

async function addressOf(desk: Page): Promise<string> {
  return ((await desk.locator(".bar-who").textContent()) ?? "").replace("Signed in as ", "");
}

test("a moderator chooses mail at once, gets it when somebody confirms, and turns it off again", async ({
  page,
  browser,
  site,
}) => {
  const desk = await moderatorAtDesk(browser, site);
  const email = await addressOf(desk);
  await desk.getByRole("link", { name: "Reminders", exact: true }).click();
  await expect(desk.getByRole("heading", { name: "Reminders of what waits" })).toBeVisible();
  await expect(desk.getByLabel("Daily")).toBeChecked();
  await expectAccessible(desk);
  await desk.getByLabel("At once").check();
  await desk.getByRole("button", { name: "Save" }).click();
  await expect(desk.getByRole("status")).toContainText("as soon as something newly waits");

  await signAndConfirm(page, site, somebody());
  const mail = await site.mailbox.waitFor(email, /signatures? waits?: /);
  const queue = new RegExp(`${site.url}/admin/letters/${demoSlug}(?=\\s)`).exec(mail.text ?? "")?.[0] ?? "";
  await desk.goto(queue);
  await expect(desk.getByRole("heading", { name: "Needs decision" })).toBeVisible();

  // The mail program's own "unsubscribe" leads to the choice, and opening it changes nothing.
  const list = mail.headers.get("list") as { unsubscribe?: { url?: string } } | undefined;
  await desk.goto(list?.unsubscribe?.url ?? "");
  await expect(desk.getByLabel("At once")).toBeChecked();
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await desk.context().storageState(),
    locale: "en-GB",
  });
  const noScript = await plain.newPage();
  await noScript.goto(desk.url());
  await noScript.getByLabel("Never").check();
  await noScript.getByRole("button", { name: "Save" }).click();
  await expect(noScript.getByRole("status")).toContainText("we do not write any more");
  await expect(noScript.getByLabel("Never")).toBeChecked();

  // A quarter of an hour later.
  await site.database.query("UPDATE notice SET told_at = told_at - interval '1 hour'");
  const before = site.mailbox.count(email);
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  await page.waitForTimeout(1500);
  expect(site.mailbox.count(email)).toBe(before);
});
