import {
  expect,
  expectAccessible,
  moderatorAtDesk,
  pressKey,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("a moderator asks, the signer answers without JavaScript, and the answer stands beside the signature", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("heading", { level: 1, name: rosa.organisation })).toBeVisible();

  // A slip: asked too early, taken back, asked again.
  await pressKey(desk, "q");
  await expect(desk.getByLabel("Your question")).toBeFocused();
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("alert").filter({ hasText: "Write the question first" })).toBeVisible();
  await pressKey(desk, "q");
  await desk.keyboard.type("Half a quest");
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("status").filter({ hasText: "Asked." })).toBeVisible();
  await pressKey(desk, "z");
  await expect(desk.getByRole("status").filter({ hasText: "Undone" })).toBeVisible();
  // What was written is given back, once the page shows that nobody is asked any more.
  await expect(desk.getByText("No answer yet.")).toHaveCount(0);
  await pressKey(desk, "q");
  await expect(desk.getByLabel("Your question")).toBeFocused();
  await expect(desk.getByLabel("Your question")).toHaveValue("Half a quest");
  await desk.keyboard.press("Control+a");
  await desk.keyboard.type("Are you the office in Bonn,\nor the one in Graz?");
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("status").filter({ hasText: "Asked." })).toBeVisible();
  await expect(desk.getByText("No answer yet.")).toBeVisible();
  await expectAccessible(desk);
  await pressKey(desk, "u");
  await expect(desk.getByRole("heading", { level: 1, name: "Needs decision" })).toBeVisible();
  await pressKey(desk, "3");
  await expect(desk.getByRole("link", { name: rosa.organisation })).toBeVisible();

  const mail = await site.mailbox.waitFor(rosa.email, /A question about/);
  expect(mail.text).toContain("or the one in Graz?");
  expect(mail.text).not.toContain("Half a quest");
  const link = /https?:\/\/\S+\/answer\?token=[\w-]{43}/.exec(mail.text ?? "")?.[0] ?? "";
  const plain = await (await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" })).newPage();
  // A mail scanner opens the link first, twice: nothing happens.
  for (let scan = 0; scan < 2; scan += 1) expect((await plain.request.get(link)).status()).toBe(200);
  await plain.goto(link);
  await expect(plain.getByText("or the one in Graz?")).toBeVisible();
  await plain.getByRole("button", { name: "Send the answer" }).click();
  await expect(plain).toHaveTitle(/^Error: /);
  await expect(plain.getByRole("alert")).toBeFocused();
  await plain.getByRole("link", { name: "Write your answer" }).click();
  await plain.getByLabel("Your answer").fill("x".repeat(4001));
  await plain.getByRole("button", { name: "Send the answer" }).click();
  await expect(plain.getByLabel("Your answer")).toHaveValue("x".repeat(4001));
  await page.goto(link);
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expectAccessible(page);
  await plain.getByLabel("Your answer").fill("Graz. Bonn closed in 2024.");
  await plain.getByRole("button", { name: "Send the answer" }).click();
  await expect(plain.getByRole("heading", { name: "Thank you, the answer has arrived" })).toBeVisible();
  expect((await plain.goto(link))?.status()).toBe(410);
  await expect(plain.getByRole("heading", { name: "This question has been answered" })).toBeVisible();
  await plain.context().close();

  await pressKey(desk, "1");
  const row = desk.getByRole("listitem").filter({ hasText: rosa.organisation });
  await expect(row.getByText("The signer has answered a question")).toBeVisible();
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByText("Graz. Bonn closed in 2024.")).toBeVisible();
  await pressKey(desk, "a");
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("published");
});
