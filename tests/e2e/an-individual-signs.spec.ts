import { linkIn } from "@/tests/support/mailbox";
import { expect, somebody, test } from "@/tests/support/stories";

test.use({ javaScriptEnabled: false });

test("an individual agrees explicitly, in words that an organisation is not shown", async ({
  page,
  site,
}) => {
  const { email } = somebody();
  const explicit = page.getByLabel("I explicitly agree");
  const plain = page.getByLabel("I agree that this name");
  await page.goto(`${site.letter}/sign`);
  await expect(plain).toBeVisible();
  await expect(explicit).toBeHidden();
  const boxes = await page.getByRole("checkbox").count();
  await page.getByLabel("An individual").check();
  await expect(plain).toBeHidden();
  await expect(explicit).toBeVisible();
  await expect(page.getByText("organisation exists")).toBeHidden();
  await expect(page.getByText("Professor of Law")).toBeVisible();
  // What organisations alone are asked is gone; nothing has come in addition.
  expect(await page.getByRole("checkbox").count()).toBe(boxes - 2);

  await test.step("without it nothing is stored, and what was typed stays", async () => {
    await page.getByLabel("Name", { exact: true }).fill("Rosa Single");
    await page.getByLabel("Country", { exact: true }).selectOption("FR");
    await page.getByRole("textbox", { name: "Your e-mail", exact: true }).fill(email);
    await page.getByRole("button", { name: "Sign the letter" }).click();
    await page.getByRole("link", { name: "Tick that your name may be published" }).click();
    await expect(explicit).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Rosa Single");
  });

  await test.step("the page of the mail shows the words that were agreed to", async () => {
    await explicit.check();
    await page.getByRole("button", { name: "Sign the letter" }).click();
    await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
    await page.goto(linkIn(await site.mailbox.waitFor(email)));
    await expect(page.getByText("this shows a political opinion of mine (GDPR, Article 9)")).toBeVisible();
    await expect(page.getByText("I agree that this name")).toHaveCount(0);
  });
});

test("a browser that cannot tell by what is chosen shows an individual everything there is to agree to", async ({
  page,
  site,
}) => {
  // As a browser reads the sheet that does not know `:has()`.
  await page.route("**/*.css", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(":has(", ":unknown(") });
  });
  await page.goto(`${site.letter}/sign`);
  await page.getByLabel("An individual").check();
  await expect(page.getByLabel("I explicitly agree")).toBeVisible();
  await expect(page.getByText("Professor of Law")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Work e-mail", exact: true })).toBeVisible();
});
