import { linkIn } from "@/tests/support/mailbox";
import { aDayGoesBy, list, openOwnPage, ownLinkIn, publishedAndAtHome } from "@/tests/support/own-story";
import { expect, somebody, statusOf, test } from "@/tests/support/stories";

test.describe("with JavaScript switched off, on a phone", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });

  test("somebody else takes the signature over: nothing changes until they confirm, and the old link opens nothing then", async ({
    page,
    browser,
    site,
  }) => {
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

    const link = linkIn(await site.mailbox.waitFor(olga, /Will you speak for/));
    const phone = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await phone.goto(link);
    await expect(phone.getByText("Secretary General")).toBeVisible();
    await phone.getByLabel("My own name and role").check();
    await phone.getByRole("button", { name: "Take it over" }).click();
    await expect(phone.getByRole("heading", { name: "You have agreed" })).toBeVisible();
    await page.reload();
    await expect(page.getByText("That address has confirmed it.")).toBeVisible();
    expect(await statusOf(site, olga)).toBeUndefined();

    // The moderators see who, at which address, and when.
    await desk.reload();
    const facts = desk.getByRole("definition").filter({ hasText: olga });
    await expect(facts).toContainText("That address has confirmed it. It takes effect at");

    // A day goes by, and nobody stops it.
    await aDayGoesBy(site, rosa.email);
    const done = await site.mailbox.waitFor(olga, /You speak for .* now/);
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
    await openOwnPage(phone, ownLinkIn(done.text));
    await expect(phone.getByText("Olga Other").first()).toBeVisible();
    await phone.close();
  });

  test("a stolen link takes nothing over: whoever represents the signature is told, and has a day to stop it", async ({
    page,
    browser,
    site,
  }) => {
    const rosa = somebody();
    const thief = somebody().email;
    // The visit that this browser has is the thief's.
    await publishedAndAtHome(page, browser, site, rosa);
    await page.goto(`${site.letter}/mine/representative`);
    await page.getByLabel("Their name").fill("Rosa Representative");
    await page.getByLabel("Their role").fill("Director");
    await page.getByLabel("Their work e-mail").fill(thief);
    await page.getByRole("button", { name: "Send the link to them" }).click();
    const link = linkIn(await site.mailbox.waitFor(thief, /Will you speak for/));
    await page.goto(link);
    await page.getByRole("button", { name: "Take it over" }).click();
    await expect(page.getByRole("heading", { name: "You have agreed" })).toBeVisible();

    const told = await site.mailbox.waitFor(rosa.email, /Somebody is to take over/);
    const owner = await browser.newPage({ javaScriptEnabled: false });
    await openOwnPage(owner, ownLinkIn(told.text));
    await owner.getByRole("button", { name: "Stop handing over" }).click();
    await expect(owner.getByText("Handing over was stopped")).toBeVisible();
    await expect(owner.getByRole("button", { name: "Stop handing over" })).toHaveCount(0);
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "This was called off" })).toBeVisible();
    // The thief is out as well, and has to find another link to try again.
    await page.goto(`${site.letter}/mine`);
    await expect(page.getByRole("heading", { level: 1, name: "Your visit is over" })).toBeVisible();
    expect(await statusOf(site, thief)).toBeUndefined();
    expect(await statusOf(site, rosa.email)).toBe("published");
    await owner.close();
  });

  test("somebody declines with thanks, before and after agreeing, and can be named again", async ({
    page,
    browser,
    site,
  }) => {
    const rosa = somebody();
    const olga = `olga@${rosa.email.split("@")[1]}`;
    await publishedAndAtHome(page, browser, site, rosa);
    const name = async () => {
      await page.goto(`${site.letter}/mine/representative`);
      await page.getByLabel("Their name").fill("Olga Other");
      await page.getByLabel("Their role").fill("Director");
      await page.getByLabel("Their work e-mail").fill(olga);
      await page.getByRole("button", { name: "Send the link to them" }).click();
    };
    const phone = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await name();
    const first = await site.mailbox.waitFor(olga, /Will you speak for/);
    expect(first.text?.replace(/\s+/g, " ")).toContain("a button for “No, thank you”");
    await phone.goto(linkIn(first));
    await phone.getByRole("button", { name: "No, thank you" }).click();
    await expect(phone.getByRole("heading", { name: "You have declined" })).toBeVisible();
    await page.goto(`${site.letter}/mine`);
    await expect(page.getByText("whoever you had named said that it is not for them")).toBeVisible();
    await expect(page.getByRole("button", { name: "Stop handing over" })).toHaveCount(0);
    await phone.goto(linkIn(first));
    await expect(phone.getByRole("heading", { name: "This was called off" })).toBeVisible();

    // Asked a second time, Olga says yes and then thinks better of it.
    await name();
    await expect.poll(() => site.mailbox.count(olga), { timeout: 15_000 }).toBe(2);
    await phone.goto(linkIn(await site.mailbox.waitFor(olga, /Will you speak for/)));
    await phone.getByRole("button", { name: "Take it over" }).click();
    await expect(phone.getByRole("heading", { name: "You have agreed" })).toBeVisible();
    await phone.getByRole("button", { name: "No, thank you" }).click();
    await expect(phone.getByRole("heading", { name: "You have declined" })).toBeVisible();
    await page.goto(`${site.letter}/mine`);
    await expect(page.getByText("whoever you had named said that it is not for them")).toBeVisible();
    expect(await statusOf(site, rosa.email)).toBe("published");
    expect(await statusOf(site, olga)).toBeUndefined();
    await phone.close();
  });
});
