import type { Locator } from "@playwright/test";
import { publishedAndAtHome } from "@/tests/support/own-story";
import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  pressKey,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

/** How far down a page something ends, in CSS pixels. */
const stands = (part: Locator) =>
  part.evaluate((element) => element.getBoundingClientRect().bottom + window.scrollY);

test("whoever is on the list under a harmless name and asks for another's is doubted before anybody can accept", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  const desk = await publishedAndAtHome(page, browser, site, rosa);
  await page.goto(`${site.letter}/mine/correct`);
  await page.getByLabel("Name", { exact: true }).fill("Childnet");
  await page.locator("#nameAlt").fill("ECPAT International");
  await page.getByLabel("Country", { exact: true }).selectOption("GB");
  await page.getByLabel("Website", { exact: true }).fill("facebook.com/childnet");
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.getByRole("heading", { name: "A moderator will look at your change" })).toBeVisible();

  await desk.goto(`${site.url}/admin/letters/${demoSlug}?view=amended`);
  const row = desk.locator(".queue li", { hasText: rosa.organisation });
  await expect(row).toContainText("Asks to change: Name, Name in another language, Country, Website");
  await expect(row).not.toContainText("for it");

  await desk.setViewportSize({ width: 360, height: 640 });
  await row.getByRole("link").click();
  const doubts = desk.locator("#amendment-doubts");
  const onTheList = doubts.locator("li", { hasText: "Already on the list: Childnet" });
  await expect(doubts.getByRole("heading", { name: "Look closer · new with this change" })).toBeVisible();
  const domains = `The mail comes from ${rosa.email.split("@")[1]}, the website is facebook.com.`;
  await expect(doubts).toContainText(domains);
  // A phone shows it before anything is scrolled.
  await expect(onTheList).toBeInViewport({ ratio: 1 });
  expect(await desk.evaluate(() => window.scrollY)).toBe(0);
  await expect(desk.getByRole("button", { name: "Accept the change" })).toHaveAccessibleDescription(
    /Already on the list: Childnet/,
  );
  const accept = desk.getByRole("button", { name: "Accept the change" });
  expect(await stands(accept)).toBeGreaterThan(await stands(desk.locator("#amendment-doubts li").last()));
  // A desktop shows all of it and the button at once.
  await desk.setViewportSize({ width: 1280, height: 800 });
  for (const part of [...(await doubts.locator("li").all()), desk.locator("ins").last(), accept])
    await expect(part).toBeInViewport({ ratio: 1 });
  expect(await stands(accept)).toBeGreaterThan(await stands(doubts.locator("li").last()));
  // However many doubts there are: the change stands beside them.
  expect(await stands(desk.locator("ins").first())).toBeLessThan(await stands(doubts.locator("li").last()));
  const below = desk.getByRole("heading", { name: "Evidence about what stands on the list now" });
  await expect(below).toBeVisible();
  await expectAccessible(desk);

  // Whose name it is, is one click away, and from there the place on the public list.
  await onTheList.getByRole("link", { name: "Childnet" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Childnet" })).toBeVisible();
  await desk.getByRole("link", { name: "Show it on the public list" }).click();
  await expect(desk.locator(":target")).toContainText("Childnet");
  await desk.goBack();
  await desk.goBack();
  await expect(doubts).toBeVisible();

  await pressKey(desk, "d");
  await desk.getByLabel("Why not").fill("That is another organisation.");
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("status").filter({ hasText: "what stands on the list stays" })).toBeVisible();
  await expect(desk.locator("#amendment-doubts")).toHaveCount(0);
  await expect(desk.getByRole("heading", { name: "Evidence", exact: true })).toBeVisible();
});

test("a fresh signature that much speaks against, and the buttons that decide about it, fit one screen", async ({
  page,
  browser,
  site,
}) => {
  const mallory = { organisation: "Childnet e.V.", email: `mallory-${Date.now()}@gmail.com` };
  await signAndConfirm(page, site, mallory);
  const desk = await moderatorAtDesk(browser, site);
  await desk.setViewportSize({ width: 1280, height: 800 });
  await desk.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(mallory.organisation)}`);
  await desk.getByRole("link", { name: mallory.organisation }).click();
  const doubts = desk.locator(".evidence .weighs-against");
  await expect(doubts.filter({ hasText: "Already on the list: Childnet" })).toBeVisible();
  await expect(doubts.filter({ hasText: "gmail.com" }).first()).toBeVisible();
  expect(await doubts.count()).toBeGreaterThan(2);
  const buttons = ["Approve and publish", "Reject"].map((name) => desk.getByRole("button", { name }));
  for (const part of [...(await doubts.all()), ...buttons]) await expect(part).toBeInViewport({ ratio: 1 });
  // What speaks for it is folded then, a click away.
  const spoken = desk.getByText("pressed the button on");
  await expect(spoken).toBeHidden();
  await desk.getByText(/^\d+ checks? speaks? for it$/).click();
  await expect(spoken).toBeVisible();
  await expectAccessible(desk);
});

test("two who ask for the same new name are doubted for each other, and the doubt leads to the other", async ({
  page,
  browser,
  site,
}) => {
  test.setTimeout(90_000);
  const [rosa, otto] = [somebody(), somebody()];
  const wished = `Coalition ${rosa.email.split("@")[1]}`;
  const desk = await publishedAndAtHome(page, browser, site, rosa);
  const visitor = await browser.newPage();
  const other = await publishedAndAtHome(visitor, browser, site, otto);
  await other.context().close();
  for (const [who, name] of [
    [page, wished],
    [visitor, `${wished.toUpperCase()} e.V.`],
  ] as const) {
    await who.goto(`${site.letter}/mine/correct`);
    await who.getByLabel("Name", { exact: true }).fill(name);
    await who.getByRole("button", { name: "Ask for the change" }).click();
    await expect(who.getByRole("heading", { name: "A moderator will look at your change" })).toBeVisible();
  }
  await visitor.close();

  await desk.setViewportSize({ width: 360, height: 640 });
  for (const [mine, theirs] of [
    [rosa, otto],
    [otto, rosa],
  ] as const) {
    if (mine === rosa) {
      await desk.goto(`${site.url}/admin/letters/${demoSlug}?view=amended`);
      await desk.locator(".queue li", { hasText: rosa.organisation }).getByRole("link").click();
    } else {
      await desk.locator("#amendment-doubts").getByRole("link", { name: mine.organisation }).click();
    }
    await expect(desk.getByRole("heading", { level: 1, name: mine.organisation })).toBeVisible();
    await expect(desk.locator("#amendment-doubts li")).toContainText(
      `${theirs.organisation} has asked for this name as well`,
    );
  }
  await expectAccessible(desk);
});
