import type { Page } from "@playwright/test";
import { demoSlug, expect, expectAccessible, personAtDesk, test } from "@/tests/support/stories";

/** The groups of the menu with what is in each, as it can be seen. */
function menuOf(desk: Page): Promise<Record<string, string[]>> {
  return desk.getByRole("navigation", { name: "Desk of this letter" }).evaluate((nav) => {
    const lists = [...nav.querySelectorAll("ul")];
    return Object.fromEntries(
      lists.map((list) => [
        list.getAttribute("aria-labelledby") &&
          document.getElementById(list.getAttribute("aria-labelledby") ?? "")?.textContent,
        [...list.querySelectorAll("a")].map(({ textContent }) => textContent ?? ""),
      ]),
    );
  });
}

const forModerators = {
  Signatures: ["Queue", "Log", "Reminders"],
  "This letter": ["Overview", "Public page"],
};

test("the menu of a letter says in groups where one can go, and to each role no more than it may", async ({
  browser,
  site,
}) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  expect(await menuOf(owner)).toEqual({
    Signatures: ["Queue", "Log", "Reminders"],
    "This letter": ["Overview", "News", "Reasons", "Notices to organisations", "Mail check", "Public page"],
    "People and protection": ["People", "Privacy", "Protection"],
  });
  // Each leads to a page, which the menu marks as the one that is open.
  const menu = owner.getByRole("navigation", { name: "Desk of this letter" });
  for (const name of (await menu.getByRole("link").allTextContents()).filter(
    (text) => text !== "Public page",
  )) {
    await menu.getByRole("link", { name, exact: true }).click();
    await expect(menu.locator("[aria-current=page]")).toHaveText(name);
    await expect(owner.getByRole("heading", { level: 1 })).toBeVisible();
  }
  const { page: moderator } = await personAtDesk(browser, site, "moderator");
  expect(await menuOf(moderator)).toEqual(forModerators);
  const { page: viewer } = await personAtDesk(browser, site, "viewer");
  expect(await menuOf(viewer)).toEqual({ ...forModerators, Signatures: ["Queue", "Log"] });
});

test("on a phone the menu waits behind a button, by touch, by keyboard and without script", async ({
  browser,
  site,
}) => {
  const { page: desk } = await personAtDesk(browser, site, "owner");
  await desk.setViewportSize({ width: 360, height: 640 });
  const log = desk.getByRole("link", { name: "Log", exact: true });
  await expect(log).toBeHidden();
  await expect(desk.getByRole("heading", { level: 1 })).toBeInViewport({ ratio: 1 });
  // What waits begins on the first screen, of the queue as it opens by itself.
  await desk.goto(`${site.url}/admin/letters/${demoSlug}`);
  await expect(desk.locator(".queue li a").first()).toBeInViewport({ ratio: 1 });
  expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

  const opener = desk.getByRole("button", { name: "Menu" });
  await opener.press("Enter");
  await expect(log).toBeVisible();
  await expectAccessible(desk);
  await desk.keyboard.press("Escape");
  await expect(log).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.press("Enter");
  await desk.keyboard.press("Tab");
  await expect(desk.getByRole("link", { name: /^Signed in as/ })).toBeFocused();
  await desk.getByRole("link", { name: "Protection" }).press("Enter");
  await expect(desk.getByRole("heading", { level: 1, name: "Protection" })).toBeVisible();
  await expect(desk.getByRole("link", { name: "Protection" })).toBeHidden();

  const plain = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
    storageState: await desk.context().storageState(),
    locale: "en-GB",
  });
  const noScript = await plain.newPage();
  await noScript.goto(`${site.url}/admin/letters/${demoSlug}`);
  await expect(noScript.getByRole("link", { name: "Log", exact: true })).toBeHidden();
  await noScript.getByRole("button", { name: "Menu" }).click();
  await noScript.getByRole("link", { name: "Log", exact: true }).click();
  await expect(noScript.getByRole("heading", { level: 1, name: "Log" })).toBeVisible();
  await plain.close();
});
