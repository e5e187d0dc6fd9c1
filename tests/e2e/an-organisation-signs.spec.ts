import {
  demoSlug,
  expect,
  expectAccessible,
  fillForm,
  hurryMails,
  moderatorAtDesk,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("an organisation signs, a moderator approves, and the name is on the list within two seconds", async ({
  page,
  browser,
  site,
  request,
}) => {
  const rosa = somebody();
  await page.goto(site.letter);
  await expectAccessible(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "For a European law that protects children online",
  );
  const before = Number(/\d+/.exec((await page.locator(".count").textContent()) ?? "")?.[0]);
  await signAndConfirm(page, site, rosa);
  expect(await statusOf(site, rosa.email)).toBe("pending");

  const desk = await moderatorAtDesk(browser, site);
  await expectAccessible(desk);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  const confirmed = "Somebody who reads the given mailbox pressed";
  await expect(desk.locator(".evidence").filter({ hasText: confirmed })).toHaveCount(1);
  await expect(desk.locator(".facts")).toContainText(rosa.email);
  await expectAccessible(desk);
  const json = `${site.url}/api/v1/letters/${demoSlug}`;
  // What every reader and cache has at this moment is the list without the name.
  expect(await (await request.get(site.letter)).text()).not.toContain(rosa.organisation);
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("status")).toContainText("is on the public list now");
  const decided = Date.now();
  await expect
    .poll(
      async () =>
        (
          await (
            await request.get(`${site.letter}/signatories?q=${encodeURIComponent(rosa.organisation)}`)
          ).text()
        ).includes(`>${rosa.organisation}<`),
      { timeout: 2000, intervals: [20] },
    )
    .toBe(true);
  await expect
    .poll(async () => (await (await request.get(json)).json()).signatoryCount, {
      timeout: 2000,
      intervals: [20],
    })
    .toBe(before + 1);
  await expect
    .poll(async () => JSON.stringify(await (await request.get(`${json}/signatories?limit=500`)).json()), {
      timeout: 2000,
      intervals: [20],
    })
    .toContain(rosa.organisation);
  await expect
    .poll(async () => (await (await request.get(site.letter)).text()).includes(`${before + 1} signatories`), {
      timeout: 2000,
      intervals: [20],
    })
    .toBe(true);
  expect(Date.now() - decided).toBeLessThan(2000);

  await hurryMails(site);

  const mail = await site.mailbox.waitFor(rosa.email, /^On the list/);
  expect(mail.text).toContain(rosa.organisation);
  // "See the list" opens it at the name.
  const place = /https?:\/\/\S+\/signatories\S*#n\d+/.exec(mail.text ?? "")?.[0] ?? "";
  expect(place).toContain(`${site.letter}/signatories`);
  await page.goto(place);
  await expect(page.locator(".signatories :target")).toContainText(rosa.organisation);
  await expectAccessible(page);
  await page.goto(`${site.letter}/signatories?order=name`);
  await expect(page.getByRole("link", { name: rosa.organisation })).toHaveAttribute(
    "href",
    `https://www.${rosa.email.split("@")[1]}/`,
  );
  await expectAccessible(page);
});

test("errors keep what was typed, say what to do, and lead to the field", async ({ page, site }) => {
  const rosa = somebody();
  await page.goto(site.letter);
  await fillForm(page, { ...rosa, email: "rosa at work" });
  await page.getByLabel("Country", { exact: true }).selectOption("");
  await page.getByLabel("I agree that this name").uncheck();
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.locator(".summary")).toBeFocused();
  await expectAccessible(page);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(rosa.organisation);
  await expect(page.getByLabel("Work e-mail")).toHaveValue("rosa at work");
  await expect(page.getByLabel("I am authorised")).toBeChecked();
  await expect(page.locator("#email-error")).toHaveText(
    "Enter an e-mail address, for example name@example.org",
  );
  await page.getByRole("link", { name: "Enter an e-mail address" }).click();
  await expect(page.getByLabel("Work e-mail")).toBeFocused();
  expect(await statusOf(site, "rosa at work")).toBeUndefined();
  await page.getByLabel("Work e-mail").fill(rosa.email);
  await page.getByLabel("Country", { exact: true }).selectOption("FR");
  await page.getByLabel("I agree that this name").check();
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
});

test("a professor signs in French, at 320 pixels, with the keyboard alone", async ({ page, site }) => {
  const email = `prof@${somebody().email.split("@")[1]}`;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${site.url}/fr/${demoSlug}/sign`);
  await page.locator("#kind").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Une personne")).toBeChecked();
  await expect(page.getByLabel("Votre nom")).toBeHidden();
  const type = async (text: string) => {
    await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  };
  await type("Professeure Élodie Nguyên-L’Hôpital");
  await type("");
  await type("Belgique");
  await type("");
  await type("Professeure de droit");
  await type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Consultez votre messagerie" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const mail = await site.mailbox.waitFor(email);
  expect(mail.subject).toContain("Professeure Élodie Nguyên-L’Hôpital");
  expect(mail.text).toContain("lettre ouverte");
});
