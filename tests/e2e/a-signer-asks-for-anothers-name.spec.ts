import { publishedAndAtHome } from "@/tests/support/own-story";
import { demoSlug, expect, expectAccessible, pressKey, somebody, test } from "@/tests/support/stories";

test("whoever is on the list under a harmless name and asks for another's is doubted before anybody can accept", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  const desk = await publishedAndAtHome(page, browser, site, rosa);
  await page.goto(`${site.letter}/mine/correct`);
  await page.getByLabel("Name", { exact: true }).fill("Childnet");
  await page.getByLabel("Website", { exact: true }).fill("childnet-official.example");
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.getByRole("heading", { name: "A moderator will look at your change" })).toBeVisible();

  await desk.goto(`${site.url}/admin/letters/${demoSlug}?view=amended`);
  const row = desk.locator(".queue li", { hasText: rosa.organisation });
  await expect(row).toContainText("Asks to change: Name, Website");
  await expect(row).not.toContainText("for it");

  await desk.setViewportSize({ width: 360, height: 640 });
  await row.getByRole("link").click();
  const onTheList = desk.locator("#amendment-doubts li", { hasText: "Already on the list: Childnet" });
  await expect(onTheList).toContainText("Look closer · new with this change");
  const domains = `The mail comes from ${rosa.email.split("@")[1]}, the website is childnet-official.example.`;
  await expect(desk.locator("#amendment-doubts")).toContainText(domains);
  // A phone shows it before anything is scrolled.
  await expect(onTheList).toBeInViewport({ ratio: 1 });
  expect(await desk.evaluate(() => window.scrollY)).toBe(0);
  await expect(desk.getByRole("button", { name: "Accept the change" })).toHaveAccessibleDescription(
    /Already on the list: Childnet/,
  );
  const below = desk.getByRole("heading", { name: "Evidence about what stands on the list now" });
  await expect(below).toBeVisible();
  await expectAccessible(desk);

  await pressKey(desk, "d");
  await desk.getByLabel("Why not").fill("That is another organisation.");
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("status").filter({ hasText: "what stands on the list stays" })).toBeVisible();
  await expect(desk.locator("#amendment-doubts")).toHaveCount(0);
  await expect(desk.getByRole("heading", { name: "Evidence", exact: true })).toBeVisible();
});
