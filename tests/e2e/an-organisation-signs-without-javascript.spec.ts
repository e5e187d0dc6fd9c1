import { linkIn } from "@/tests/support/mailbox";
import { expect, fillForm, somebody, statusOf, test } from "@/tests/support/stories";

test.use({ javaScriptEnabled: false });

test("an organisation signs and confirms with JavaScript switched off", async ({ page, site }) => {
  const rosa = somebody();
  await page.goto(site.letter);
  await page.getByRole("link", { name: "Sign this letter" }).first().click();
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.locator(".summary li")).toHaveCount(8);
  await fillForm(page, rosa);
  await page.getByLabel("An individual").check();
  await expect(page.getByLabel("Your name", { exact: true })).toBeHidden();
  await page.getByLabel("An organisation").check();
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await page.goto(linkIn(await site.mailbox.waitFor(rosa.email)));
  await page.getByRole("button", { name: "Confirm the signature" }).click();
  await expect(page.getByRole("heading", { name: "the signature is confirmed" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("pending");
});

test("the list is read, searched and paged with JavaScript switched off", async ({ page, site }) => {
  await page.goto(`${site.letter}/signatories`);
  await page.getByLabel("Search the names").fill("ecpat");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("status")).toContainText("names contain “ecpat”");
  await page.getByRole("link", { name: "Show all names" }).click();
  await page.getByRole("link", { name: "Alphabetical" }).click();
  await expect(page.locator(".signatories li").first()).toBeVisible();
});
