import { linkIn } from "@/tests/support/mailbox";
import {
  demoSlug,
  expect,
  expectAccessible,
  fillForm,
  personAtDesk,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("an owner blocks a mail domain, sees it refused with what was typed, and takes it off again", async ({
  page,
  browser,
  site,
}) => {
  const mallory = somebody();
  const domain = mallory.email.split("@")[1] ?? "";
  const { page: desk } = await personAtDesk(browser, site, "owner");
  await desk.getByRole("link", { name: "Protection" }).click();
  await expect(desk.getByRole("heading", { name: "Protection", level: 1 })).toBeVisible();
  await expectAccessible(desk);
  await desk.getByLabel("Kind").selectOption("Mail domain");
  await desk.getByLabel("What").fill("com");
  await desk.getByLabel("Reason, for your colleagues").fill("Forged names, see the mail of 3 May");
  await desk.getByRole("button", { name: "Put on the list" }).click();
  await expect(desk.getByText("Enter a mail domain")).toBeVisible();
  await expect(desk.getByLabel("Reason, for your colleagues")).toHaveValue(
    "Forged names, see the mail of 3 May",
  );
  await desk.getByLabel("What").fill(domain);
  await desk.getByRole("button", { name: "Put on the list" }).click();
  await expect(desk.getByRole("status")).toContainText("It is on the block list");
  await expect(desk.getByText(`Blocked: ${domain}`)).toBeVisible();
  await expectAccessible(desk);

  await page.waitForTimeout(1100);
  await page.goto(`${site.letter}/sign`);
  await fillForm(page, mallory);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.locator(".summary")).toContainText("takes no sign-ons from this network or mail domain");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(mallory.organisation);
  await expectAccessible(page);
  expect(await statusOf(site, mallory.email)).toBeUndefined();

  await desk.getByRole("button", { name: `Take ${domain} off the list` }).click();
  await expect(desk.getByText("It is off the list.")).toBeVisible();
  await page.waitForTimeout(1100);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
});

test("an owner sets a limit; a burst begins slow mode, which a moderator hears of and ends", async ({
  page,
  browser,
  site,
}) => {
  const { page: desk } = await personAtDesk(browser, site, "owner");
  const moderator = await personAtDesk(browser, site, "moderator");
  await desk.goto(`${site.url}/admin/letters/${demoSlug}/protection`);
  await desk.getByLabel("Slow mode: more sign-ons than this").fill("none");
  await desk.getByRole("button", { name: "Save the limits" }).click();
  await expect(desk.getByText("ten minutes …”: enter a whole number")).toBeVisible();
  await expect(desk.locator("[aria-invalid=true]")).toHaveAttribute("name", "burstCount");
  await expect(desk.getByText("Default: 300.", { exact: true })).toBeVisible();
  await desk.getByLabel("Slow mode: more sign-ons than this").fill("3");
  await desk.getByRole("button", { name: "Save the limits" }).click();
  await expect(desk.getByRole("status")).toContainText("The limits are saved");
  await expect(desk.getByLabel("Slow mode: more sign-ons than this")).toHaveValue("3");
  await expect(desk.getByText("Default: 300.", { exact: true })).toBeVisible();

  await page.waitForTimeout(1100);
  const sign = async () => {
    await page.goto(`${site.letter}/sign`);
    const person = somebody();
    await fillForm(page, person);
    await page.getByRole("button", { name: "Sign the letter" }).click();
    await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
    return person;
  };
  for (let at = 0; at < 4; at += 1) await sign();
  await page.waitForTimeout(1100);
  // Whoever signs next does so in slow mode, and is served as ever.
  linkIn(await site.mailbox.waitFor((await sign()).email));

  const mail = await site.mailbox.waitFor(moderator.email, /^Many sign-ons at once/);
  await moderator.page.goto(/https?:\/\/\S+\/admin\/letters\/[\w-]+/.exec(mail.text ?? "")?.[0] ?? "");
  await expect(moderator.page.getByRole("heading", { name: "Slow mode" })).toBeVisible();
  await expectAccessible(moderator.page);
  await expect(moderator.page.getByText("It began by itself")).toBeVisible();
  await moderator.page.getByRole("button", { name: "One hour more" }).click();
  await expect(moderator.page.getByRole("status").first()).toContainText("an hour more");
  await moderator.page.getByRole("button", { name: "End slow mode" }).click();
  await expect(moderator.page.getByRole("heading", { name: "Slow mode" })).toHaveCount(0);
  await page.waitForTimeout(1100);
  await sign();
  await page.waitForTimeout(1100);
  await sign();
  await moderator.page.reload();
  await expect(moderator.page.getByRole("heading", { name: "Slow mode" })).toHaveCount(0);
  expect(site.mailbox.count(moderator.email)).toBe(2);

  await desk.goto(`${site.url}/admin/letters/${demoSlug}/log`);
  for (const entry of ["Limits changed", "Slow mode began", "Slow mode for an hour more", "Slow mode ended"])
    await expect(desk.getByText(entry).first()).toBeVisible();
  await site.database.query("DELETE FROM protection");
});

test("a moderator does not see the page of protection, a viewer sees slow mode and cannot end it", async ({
  browser,
  site,
}) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/protection`);
  await owner.getByRole("button", { name: "Begin slow mode for an hour" }).click();
  await expect(owner.getByRole("heading", { name: "Slow mode", exact: true })).toBeVisible();
  const said = owner.getByRole("status").filter({ hasText: "You began slow mode. It ends by itself on" });
  await expect(said).toBeVisible();
  await expect(owner.getByText("an hour more", { exact: false })).toHaveCount(0);
  const until = /ends by itself on (.* UTC)/.exec((await said.textContent()) ?? "")?.[1] ?? "never";
  await expect(owner.locator("section.alert")).toContainText(
    `It ends by itself on ${until}, or before that when a moderator ends it.`,
  );
  const { page: moderator } = await personAtDesk(browser, site, "moderator");
  await expect(moderator.getByRole("link", { name: "Protection" })).toHaveCount(0);
  expect((await moderator.goto(`${site.url}/admin/letters/${demoSlug}/protection`))?.status()).toBe(404);
  const { page: viewer } = await personAtDesk(browser, site, "viewer");
  await expect(viewer.getByRole("heading", { name: "Slow mode" })).toBeVisible();
  await expect(viewer.getByText("began it by hand")).toBeVisible();
  await expect(viewer.getByText("more often than usual")).toHaveCount(0);
  await expect(viewer.getByRole("button", { name: "End slow mode" })).toHaveCount(0);
  await site.database.query("DELETE FROM protection");
});
