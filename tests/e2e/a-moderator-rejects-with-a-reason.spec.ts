import { expect, moderatorAtDesk, signAndConfirm, somebody, statusOf, test } from "@/tests/support/stories";

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
