import { linkIn } from "@/tests/support/mailbox";
import { isNarrowEnough, list, openOwnPage, ownLinkIn, publishedAndAtHome } from "@/tests/support/own-story";
import { demoSlug, expect, expectAccessible, pressKey, somebody, test } from "@/tests/support/stories";

test("a published name is changed by its signer: the old one stays until a moderator accepts, and the record still checks", async ({
  page,
  browser,
  site,
}) => {
  test.setTimeout(240_000);
  const rosa = somebody();
  const renamed = `${rosa.organisation.replace(" e.V.", "")} International e.V.`;
  const desk = await publishedAndAtHome(page, browser, site, rosa);

  await page.getByRole("link", { name: "Correct the details" }).click();
  await expectAccessible(page);
  const name = page.getByLabel("Name", { exact: true });
  await expect(name).toHaveValue(rosa.organisation);
  await name.fill("");
  await page.getByLabel("Website", { exact: true }).fill("no site");
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.locator(".summary")).toBeFocused();
  await expect(page.locator(".summary li")).toHaveCount(2);
  await expect(page.getByLabel("Website", { exact: true })).toHaveValue("no site");
  await expectAccessible(page);
  await name.fill(renamed);
  await page.getByLabel("Website", { exact: true }).fill("www.international.example");
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.getByRole("heading", { name: "A moderator will look at your change" })).toBeVisible();
  await page.getByRole("link", { name: "Back to your page" }).click();
  await expect(page.locator(".own-waiting del").first()).toHaveText(rosa.organisation);
  await expect(page.locator(".own-waiting ins").first()).toHaveText(renamed);
  await expectAccessible(page);
  expect(await list(site)).toContain(rosa.organisation);
  expect(await list(site)).not.toContain(renamed);

  await desk.goto(`${site.url}/admin/letters/${demoSlug}`);
  await expect(desk.getByRole("link", { name: /^Changes asked for/ })).toContainText(/[1-9]/);
  await pressKey(desk, "6");
  await expect(desk.getByRole("heading", { level: 1, name: "Changes asked for" })).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("heading", { name: "The signer asks for a change" })).toBeVisible();
  // What differs is marked as such, not by colour alone.
  await expect(desk.locator("ins").first()).toHaveText("International ");
  await expect(desk.locator("ins").first()).toHaveCSS("text-decoration-line", "underline");
  await expect(desk.locator("del").first()).toHaveCSS("text-decoration-line", "line-through");
  await expectAccessible(desk);
  await pressKey(desk, "a");
  await expect(desk.getByRole("status").filter({ hasText: "the list shows it now" })).toBeVisible();
  await expect.poll(() => list(site), { timeout: 2000 }).toContain(renamed);
  const told = await site.mailbox.waitFor(rosa.email, /Corrected on the list/);
  // A quotation is wrapped with a mark before each line.
  expect(told.text?.replace(/\s+(> )?/g, " ")).toContain(`Name: ${rosa.organisation} → ${renamed}`);
  await expect(desk.getByText("Change asked for by the signer accepted").first()).toBeVisible();
  const { checkLog } = await import("@/lib/ledger/verify");
  const log = await (await fetch(`${site.url}/api/v1/letters/${demoSlug}/log`)).json();
  expect(JSON.stringify(log)).toContain(renamed);
  expect(checkLog([log]).problems).toEqual([]);

  // Asked again, taken back within ten seconds, and refused with a reason.
  await page.goto(`${site.letter}/mine/correct`);
  await page.getByLabel("Name", { exact: true }).fill("Greenpeace");
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await desk.reload();
  await pressKey(desk, "a");
  await expect(desk.getByRole("heading", { level: 1, name: "Greenpeace" })).toBeVisible();
  await pressKey(desk, "z");
  await expect(desk.getByRole("status").filter({ hasText: "the change waits again" })).toBeVisible();
  await expect(desk.getByRole("heading", { level: 1, name: renamed })).toBeVisible();
  await pressKey(desk, "d");
  await expect(desk.getByLabel("Why not")).toBeFocused();
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("alert").filter({ hasText: "the signer reads it" })).toBeVisible();
  await expectAccessible(desk);
  await desk.getByLabel("Why not").fill("That is another organisation.");
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("status").filter({ hasText: "what stands on the list stays" })).toBeVisible();
  const refused = await site.mailbox.waitFor(rosa.email, /Not changed on the list/);
  expect(refused.text).toContain("That is another organisation.");
  expect(await list(site)).not.toContain(">Greenpeace<");
  expect(site.mailbox.count(rosa.email, /Corrected on the list/)).toBe(1);
  await openOwnPage(page, ownLinkIn(refused.text));
});

test("the pages of a change fit a phone, and axe finds nothing on them", async ({ page, browser, site }) => {
  test.setTimeout(240_000);
  const rosa = somebody();
  await publishedAndAtHome(page, browser, site, rosa);
  await page.setViewportSize({ width: 320, height: 640 });
  const olga = `olga@${rosa.email.split("@")[1]}`;
  for (const path of ["correct", "representative"]) {
    await page.goto(`${site.letter}/mine/${path}`);
    expect(await isNarrowEnough(page)).toBe(true);
    await expectAccessible(page);
  }
  await page.getByRole("button", { name: "Send the link to them" }).click();
  await expect(page.locator(".summary li")).toHaveCount(3);
  await expectAccessible(page);
  await page.getByLabel("Their name").fill("Olga Other");
  await page.getByLabel("Their role").fill("Secretary General");
  await page.getByLabel("Their work e-mail").fill(olga);
  await page.getByRole("button", { name: "Send the link to them" }).click();
  await page.getByRole("link", { name: "Back to your page" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your signature" })).toBeVisible();
  expect(await isNarrowEnough(page)).toBe(true);
  await expectAccessible(page);
  await page.goto(linkIn(await site.mailbox.waitFor(olga, /Will you speak for/)));
  expect(await isNarrowEnough(page)).toBe(true);
  await expectAccessible(page);
  await page.goto(`${site.letter}/mine`);
  await page.getByRole("button", { name: "Stop handing over" }).click();
  await expect(page.getByRole("button", { name: "Stop handing over" })).toHaveCount(0);
  await page.goto(linkIn(await site.mailbox.waitFor(olga, /Will you speak for/)));
  await expect(page.getByRole("heading", { name: "This was called off" })).toBeVisible();
});

test("what was typed after the visit was over is shown again, to be copied", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await publishedAndAtHome(page, browser, site, rosa);
  await page.goto(`${site.letter}/mine/correct`);
  await page.getByLabel("Name", { exact: true }).fill("Verein für <b>sichere</b> Kindheit");
  // Beside the tick box other words stood than those of today.
  await page.getByLabel("My own name and role").check();
  await page.locator("input[name=agreement]").evaluate((mark) => mark.setAttribute("value", "older"));
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.getByRole("alert")).toContainText("Please read again");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Verein für <b>sichere</b> Kindheit");
  await expectAccessible(page);
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Ask for the change" }).click();
  await expect(page.getByText("This is what you had typed")).toBeVisible();
  await expect(page.getByText("Verein für <b>sichere</b> Kindheit")).toBeVisible();
  await expectAccessible(page);
});
