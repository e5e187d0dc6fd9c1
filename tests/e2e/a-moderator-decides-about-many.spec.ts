import { randomUUID } from "node:crypto";
import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  pressKey,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("a moderator approves what is ticked, and rejects everything that a search finds", async ({
  page,
  browser,
  site,
}) => {
  const people = [somebody(), somebody(), somebody()];
  for (const person of people) await signAndConfirm(page, site, person);
  const [anna, bela, carl] = people.map(({ organisation, email }) => ({ organisation, email }));
  const desk = await moderatorAtDesk(browser, site);
  await desk.locator("summary", { hasText: "Do something to many" }).click();
  await desk.getByRole("button", { name: "Approve these" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("Tick at least one signature");
  await desk.getByLabel(`Tick ${anna?.organisation}`).check();
  await desk.getByLabel(`Tick ${bela?.organisation}`).check();
  await desk.getByRole("button", { name: "Approve these" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Approving 2" })).toBeVisible();
  await expect(desk.getByRole("status").filter({ hasText: "Finished" })).toBeVisible();
  await expect(desk.getByText("Done: 2")).toBeVisible();
  await expectAccessible(desk);
  expect(await statusOf(site, anna?.email ?? "")).toBe("published");
  expect(await statusOf(site, bela?.email ?? "")).toBe("published");
  expect(await statusOf(site, carl?.email ?? "")).toBe("pending");

  await desk.getByRole("link", { name: "Back to the queue" }).click();
  await desk.getByLabel("Search every field").fill(carl?.email ?? randomUUID());
  await desk.getByRole("button", { name: "Search" }).click();
  await expect(desk.getByRole("link", { name: carl?.organisation })).toBeVisible();
  await desk.locator("summary", { hasText: "Do something to many" }).click();
  await desk.getByLabel("Everything in this view").check();
  await desk.getByRole("button", { name: "Reject these" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("Choose a reason or write one");
  await expect(desk.getByLabel("Everything in this view")).toBeChecked();
  await desk.getByLabel("Reason from the list").selectOption({ index: 1 });
  await desk.getByRole("button", { name: "Reject these" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Rejecting 1" })).toBeVisible();
  await expect(desk.getByText("Done: 1")).toBeVisible();
  expect(await statusOf(site, carl?.email ?? "")).toBe("rejected");
  expect((await site.mailbox.waitFor(carl?.email ?? "", /^Not published/)).text).toContain(
    "could not verify",
  );
});

test("a decision about many is undone while its mails wait; others are held, given to a colleague and tagged", async ({
  page,
  browser,
  site,
}) => {
  const people = [somebody(), somebody()];
  for (const person of people) await signAndConfirm(page, site, person);
  const desk = await moderatorAtDesk(browser, site);
  const queue = desk.url();
  await desk.locator("summary", { hasText: "Do something to many" }).click();
  for (const { organisation } of people) await desk.getByLabel(`Tick ${organisation}`).check();
  await desk.getByRole("button", { name: "Approve these" }).click();
  await expect(desk.getByText("Done: 2")).toBeVisible();
  await pressKey(desk, "z");
  await expect(desk.getByText("Undone: 2")).toBeVisible();
  await expect(desk.getByRole("status").filter({ hasText: "no mail went out" })).toBeVisible();
  await expect(desk.getByRole("button", { name: "Undo all of it" })).toBeHidden();
  for (const { email } of people) expect(await statusOf(site, email)).toBe("pending");

  await desk.goto(queue);
  await desk.locator("summary", { hasText: "Do something to many" }).click();
  for (const { organisation } of people) await desk.getByLabel(`Tick ${organisation}`).check();
  await desk.locator("#bulk-tag").fill("Press office");
  await desk.getByRole("button", { name: "Add tag" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Tagging 2" })).toBeVisible();
  await expect(desk.getByText("Done: 2")).toBeVisible();
  await desk.goto(`${site.url}/admin/letters/${demoSlug}`);
  await desk.getByText("Filters", { exact: true }).click();
  await desk.getByLabel("Tag", { exact: true }).first().selectOption("Press office");
  await desk.getByRole("button", { name: "Search" }).click();
  await expect(desk.locator(".queue li")).toHaveCount(2);
  await expect(desk.locator(".queue .tag").first()).toHaveText("Press office");
  for (const { email } of people) expect(site.mailbox.count(email)).toBe(1);
});

test("Enter on a tick or in a field of the panel decides nothing; what was ticked and typed stays", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  const queue = desk.url();
  const tick = desk.getByLabel(`Tick ${rosa.organisation}`);
  await tick.check();
  await tick.press("Enter");
  await desk.waitForTimeout(300);
  await desk.locator("summary", { hasText: "Do something to many" }).click();
  await desk.getByRole("button", { name: "Add tag" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("Write a tag");
  await expect(tick).toBeChecked();
  await desk.locator("#bulk-tag").fill("Ask Bela");
  await desk.locator("#bulk-tag").press("Enter");
  await expect(desk.getByRole("heading", { level: 1, name: "Tagging 1" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("pending");

  // The same where single keys are off: then the browser itself presses a button.
  await desk.goto(queue);
  await desk.evaluate(() => localStorage.setItem("undersigned-keys", "off"));
  await desk.reload();
  await desk.locator("summary", { hasText: "Do something to many" }).click();
  await tick.check();
  await desk.locator("#bulk-tag").fill("Again");
  await desk.locator("#bulk-tag").press("Enter");
  await tick.press("Enter");
  await desk.waitForTimeout(500);
  await expect(desk.getByRole("heading", { level: 1, name: "Needs decision" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("pending");

  // And without script.
  const state = await desk.context().storageState();
  const plain = await (
    await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", storageState: state })
  ).newPage();
  await plain.goto(queue);
  await plain.getByLabel(`Tick ${rosa.organisation}`).check();
  await plain.getByLabel(`Tick ${rosa.organisation}`).press("Enter");
  await expect(plain.getByRole("alert")).toContainText("Press one of the buttons");
  expect(await statusOf(site, rosa.email)).toBe("pending");
});
