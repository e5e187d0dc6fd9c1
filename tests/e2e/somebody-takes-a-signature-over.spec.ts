import { linkIn } from "@/tests/support/mailbox";
import { list, ownLinkIn, publishedAndAtHome } from "@/tests/support/own-story";
import { expect, somebody, test } from "@/tests/support/stories";

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
    await expect(page.getByText("when somebody else has taken the signature over")).toBeVisible();
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
