import {
  expect,
  expectAccessible,
  moderatorAtDesk,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("a moderator rejects with a reason; the signer reads it; reopening brings it back", async ({
  page,
  browser,
  site,
  request,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await desk.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("Choose a reason or write one");
  expect(await statusOf(site, rosa.email)).toBe("pending");
  const reason = "The website does not answer. <b>Please</b> give another one.";
  await desk.getByLabel("Your own line to the signer").fill(reason);
  await desk.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("status")).toContainText("Rejected");
  expect(await statusOf(site, rosa.email)).toBe("rejected");
  const mail = await site.mailbox.waitFor(rosa.email, /^Not published/);
  expect(mail.text).toContain(reason);
  expect(mail.html).toContain("&lt;b&gt;Please&lt;/b&gt;");
  expect(await (await request.get(`${site.letter}/signatories`)).text()).not.toContain(rosa.organisation);
  await expect(desk.getByText("Rejected by moderator-").first()).toBeVisible();
  await desk.getByRole("button", { name: "Reopen" }).click();
  await expect(desk.getByRole("status")).toContainText("needs a decision again");
  expect(await statusOf(site, rosa.email)).toBe("pending");
});

test("a moderator decides with JavaScript switched off", async ({ page, browser, site }) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await desk.context().storageState(),
    locale: "en-GB",
  });
  const noScript = await plain.newPage();
  await noScript.goto(`${site.url}/admin`);
  await noScript.getByRole("link", { name: rosa.organisation }).click();
  await noScript.getByRole("button", { name: "Approve and publish" }).click();
  await expect(noScript.getByRole("status")).toContainText("is on the public list now");
  expect(await statusOf(site, rosa.email)).toBe("published");
});

test("what is too long is refused in words and stays; what is far too long has a page of its own, and loses nothing", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  const line = desk.getByLabel("Your own line to the signer");
  await line.fill("x".repeat(1234));
  await desk.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("alert").first()).toContainText(
    "has 1,234 characters. Shorten it by 234: 1,000 fit",
  );
  await expect(line).toHaveValue("x".repeat(1234));
  const note = desk.getByLabel("Note for colleagues");
  await note.fill("n".repeat(2001));
  await desk.getByRole("button", { name: "Keep note" }).click();
  await expect(desk.getByText("The note has 2,001 characters. Shorten it by 1")).toBeVisible();

  // A whole book.
  await line.fill("y".repeat(70_000));
  await desk.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("heading", { name: "That was too much for one form" })).toBeVisible();
  await expectAccessible(desk);
  expect(await statusOf(site, rosa.email)).toBe("pending");
  await desk.getByRole("button", { name: "Try again" }).click();
  await expect(line).toHaveValue("y".repeat(70_000));
  // Another page and back: the draft is still there, until it is sent.
  await line.fill("The website does not answer.");
  await desk.getByRole("link", { name: "Back to the queue" }).click();
  await expect(desk.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(line).toHaveValue("The website does not answer.");
  await expect(note).toHaveValue("n".repeat(2001));
  await desk.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("status")).toContainText("Rejected");
  const kept = () => desk.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("draft")));
  expect(await kept()).toHaveLength(1);
  await desk.getByRole("button", { name: "Sign out" }).click();
  await desk.waitForURL(/sign-in/);
  expect(await kept()).toEqual([]);
});

test("without script a form that is far too large leads to the same words", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("heading", { name: rosa.organisation })).toBeVisible();
  const storageState = await desk.context().storageState();
  const plain = await (
    await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", storageState })
  ).newPage();
  await plain.goto(desk.url());
  await plain.getByLabel("Note for colleagues").fill("z".repeat(70_000));
  await plain.getByRole("button", { name: "Keep note" }).click();
  await expect(plain.getByRole("heading", { name: "That was too much for one form" })).toBeVisible();
  await expect(plain).toHaveURL(`${site.url}/admin/too-large`);
  await desk.goto(plain.url());
  await expectAccessible(desk);
});
