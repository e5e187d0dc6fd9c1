import type { Browser, Page } from "@playwright/test";
import { linkIn } from "@/tests/support/mailbox";
import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  type Person,
  type Site,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

/** Signs, is approved, and opens the signature's own page from the mail that says so. Returns the moderator's desk. */
async function publishedAndAtHome(page: Page, browser: Browser, site: Site, rosa: Person): Promise<Page> {
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(rosa.organisation)}`);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  await openOwnPage(page, ownLinkIn((await site.mailbox.waitFor(rosa.email, /On the list/)).text));
  return desk;
}

function ownLinkIn(text: string | undefined): string {
  return /https?:\/\/\S+\/mine\?token=[\w-]{43}/.exec(text ?? "")?.[0] ?? "";
}

async function openOwnPage(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: "Open my page" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your signature" })).toBeVisible();
}

const list = async (site: Site) => (await fetch(`${site.letter}/signatories?order=name`)).text();

const isNarrowEnough = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test("a published name is changed by its signer: the old one stays until a moderator accepts, and the record still checks", async ({
  page,
  browser,
  site,
}) => {
  test.setTimeout(120_000);
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
  await desk.keyboard.press("8");
  await expect(desk.getByRole("heading", { level: 1, name: "Changes asked for" })).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("heading", { name: "The signer asks for a change" })).toBeVisible();
  // What differs is marked as such, not by colour alone.
  await expect(desk.locator("ins").first()).toHaveText("International ");
  await expect(desk.locator("ins").first()).toHaveCSS("text-decoration-line", "underline");
  await expect(desk.locator("del").first()).toHaveCSS("text-decoration-line", "line-through");
  await expectAccessible(desk);
  await desk.keyboard.press("a");
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
  await desk.keyboard.press("a");
  await expect(desk.getByRole("heading", { level: 1, name: "Greenpeace" })).toBeVisible();
  await desk.keyboard.press("z");
  await expect(desk.getByRole("status").filter({ hasText: "the change waits again" })).toBeVisible();
  await expect(desk.getByRole("heading", { level: 1, name: renamed })).toBeVisible();
  await desk.keyboard.press("d");
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

test.describe("with JavaScript switched off, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });

  test("somebody else takes the signature over: nothing changes until they confirm, and the old link opens nothing then", async ({
    page,
    browser,
    site,
  }) => {
    test.setTimeout(120_000);
    const rosa = somebody();
    const olga = `olga@${rosa.email.split("@")[1]}`;
    const desk = await publishedAndAtHome(page, browser, site, rosa);
    const kept = ownLinkIn((await site.mailbox.waitFor(rosa.email, /On the list/)).text);
    await page.getByRole("link", { name: "Change who represents the organisation" }).click();
    await page.getByLabel("Their name").fill("Olga Other");
    await page.getByLabel("Their work e-mail").fill(rosa.email);
    await page.getByRole("button", { name: "Send the link to them" }).click();
    await expect(page.locator(".summary li")).toHaveCount(1);
    await expect(page.getByLabel("Their name")).toHaveValue("Olga Other");
    await page.getByLabel("Their role").fill("Secretary General");
    await page.getByRole("button", { name: "Send the link to them" }).click();
    await expect(page.locator(".summary")).toContainText("the address that the signature has already");
    await page.getByLabel("Their work e-mail").fill(olga);
    await page.getByRole("button", { name: "Send the link to them" }).click();
    await expect(page.getByRole("heading", { name: "The link is on its way" })).toBeVisible();
    await page.getByRole("link", { name: "Back to your page" }).click();
    await expect(page.getByText(/you named .?Olga Other/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Stop handing over" })).toBeVisible();
    const told = await site.mailbox.waitFor(rosa.email, /Somebody is to take over/);
    expect(told.text?.replace(/\s+/g, " ")).toContain("Olga Other was named");

    const link = linkIn(await site.mailbox.waitFor(olga, /Do you speak for/));
    const phone = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await phone.goto(link);
    await expect(phone.getByText("Secretary General")).toBeVisible();
    await phone.getByLabel("My own name and role").check();
    await phone.getByRole("button", { name: "Take it over" }).click();
    await expect(phone.getByRole("heading", { name: "You represent the signature now" })).toBeVisible();
    await phone.goto(link);
    await expect(phone.getByRole("heading", { name: "already been used" })).toBeVisible();

    // The one before has no page any more, and no link to it.
    await page.goto(`${site.letter}/mine`);
    await expect(page.getByRole("heading", { level: 1, name: "Your visit is over" })).toBeVisible();
    for (const old of [kept, ownLinkIn(told.text)]) {
      await page.goto(old);
      await expect(page.getByRole("button", { name: "Open my page" })).toHaveCount(0);
    }
    // The new name waits for a moderator.
    expect(await list(site)).not.toContain("Olga Other");
    await desk.reload();
    await desk.getByRole("button", { name: "Accept the change" }).click();
    await expect(desk.getByRole("status").filter({ hasText: "the list shows it now" })).toBeVisible();
    await expect.poll(() => list(site), { timeout: 2000 }).toContain("Olga Other");
    await site.mailbox.waitFor(olga, /Corrected on the list/);
    await phone.close();
  });
});

test("the pages of a change fit a phone, and axe finds nothing on them", async ({ page, browser, site }) => {
  test.setTimeout(120_000);
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
  expect(await isNarrowEnough(page)).toBe(true);
  await expectAccessible(page);
  await page.goto(linkIn(await site.mailbox.waitFor(olga, /Do you speak for/)));
  expect(await isNarrowEnough(page)).toBe(true);
  await expectAccessible(page);
  await page.goto(`${site.letter}/mine`);
  await page.getByRole("button", { name: "Stop handing over" }).click();
  await expect(page.getByRole("button", { name: "Stop handing over" })).toHaveCount(0);
  await page.goto(linkIn(await site.mailbox.waitFor(olga, /Do you speak for/)));
  await expect(page.getByRole("heading", { name: "This was called off" })).toBeVisible();
});
