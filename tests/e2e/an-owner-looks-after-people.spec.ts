import { randomUUID } from "node:crypto";
import { ensureModerator, findModerator } from "@/lib/accounts/sign-in-links";
import { linkIn } from "@/tests/support/mailbox";
import { demoSlug, expect, expectAccessible, personAtDesk, test } from "@/tests/support/stories";

const somebodyNew = () => `person-${randomUUID().slice(0, 8)}@host.example`;

test("an owner invites a colleague, who gets in with the mail's button and nothing else", async ({
  browser,
  page,
  site,
}) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  const email = somebodyNew();
  await owner.getByRole("link", { name: "People" }).click();
  await expectAccessible(owner);
  await owner.getByLabel("E-mail").fill("nobody at all");
  await owner.getByRole("button", { name: "Send the invitation" }).click();
  await expect(owner.getByRole("alert").first()).toContainText("Enter an e-mail address");
  await expect(owner.getByLabel("E-mail")).toHaveValue("nobody at all");
  await owner.getByLabel("E-mail").fill(email);
  await owner.getByLabel("Viewer: reads").check();
  await owner.getByRole("button", { name: "Send the invitation" }).click();
  await expect(owner.getByText(`${email} is invited`)).toBeVisible();
  await expect(owner.getByRole("heading", { name: "Open invitations" })).toBeVisible();

  const link = linkIn(await site.mailbox.waitFor(email, /Invitation to work on/));
  // A scanner opens the link again and again: nothing changes.
  for (let opened = 0; opened < 3; opened += 1) expect((await page.request.get(link)).status()).toBe(200);
  expect(await findModerator(email)).toBeNull();
  await page.goto(link);
  await expect(page.getByText("Viewer: reads, changes nothing")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Accept and sign in" }).click();
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  await expect(page.getByRole("link", { name: "People" })).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByText("It has been accepted already")).toBeVisible();

  await owner.reload();
  const row = owner.getByRole("listitem").filter({ hasText: email });
  await expect(row).toContainText("Viewer");
  await expect(row).toContainText("Last seen");
  await expect(row).toContainText("No second factor");
});

test("a role changes at once, and whoever is taken off the letter finds nothing of it with the next click", async ({
  browser,
  site,
}) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  const { page: colleague, email } = await personAtDesk(browser, site, "moderator");
  await colleague.goto(`${site.url}/admin/letters/${demoSlug}`);
  await expect(colleague.locator("summary", { hasText: "Do something to many" })).toBeVisible();
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/people`);
  const row = owner.getByRole("listitem").filter({ hasText: email });
  await row.getByText("Change", { exact: true }).click();
  await row.getByLabel(`Role of ${email}`).selectOption("viewer");
  await row.getByRole("button", { name: "Change role" }).click();
  await expect(owner.getByText(`${email} has a new role: Viewer.`)).toBeVisible();
  await colleague.reload();
  await expect(colleague.locator("summary", { hasText: "Do something to many" })).toHaveCount(0);
  await row.getByRole("button", { name: "Take off this letter" }).click();
  await expect(owner.getByText(`${email} is off this letter.`)).toBeVisible();
  await expect(row).toHaveCount(0);
  await colleague.reload();
  await expect(colleague.getByRole("heading", { name: "This page does not exist" })).toBeVisible();
});

test("without script the owner sends an invitation again and takes it back; its link says so", async ({
  browser,
  page,
  site,
}) => {
  const { page: withScript } = await personAtDesk(browser, site, "owner");
  const storageState = await withScript.context().storageState();
  const owner = await (
    await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", storageState })
  ).newPage();
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/people`);
  const email = somebodyNew();
  await owner.getByLabel("E-mail").fill(email);
  await owner.getByRole("button", { name: "Send the invitation" }).click();
  await expect(owner.getByText(`${email} is invited`)).toBeVisible();
  const link = linkIn(await site.mailbox.waitFor(email));
  await owner.getByRole("button", { name: `Send the invitation of ${email} again` }).click();
  await expect(owner.getByText("The invitation is on its way again")).toBeVisible();
  await expect.poll(() => site.mailbox.count(email)).toBe(2);
  await page.goto(link);
  await owner.getByRole("button", { name: `Take back the invitation of ${email}` }).click();
  await expect(owner.getByText("The invitation is taken back")).toBeVisible();
  await page.getByRole("button", { name: "Accept and sign in" }).click();
  await expect(page.getByText("It was taken back")).toBeVisible();
  await page.goto(`${site.url}/admin/invitation?token=${"A".repeat(43)}`);
  await expect(page.getByText("The link is not complete, or it is very old")).toBeVisible();
});

test("whoever had an account accepts with the mail's button, and signs in as always", async ({
  browser,
  page,
  site,
}) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  const email = somebodyNew();
  await ensureModerator(email);
  await owner.getByRole("link", { name: "People" }).click();
  await owner.getByLabel("E-mail").fill(email);
  await owner.getByRole("button", { name: "Send the invitation" }).click();
  await expect(owner.getByText(`${email} is invited`)).toBeVisible();
  await page.goto(linkIn(await site.mailbox.waitFor(email, /Invitation to work on/)));
  await page.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(page.getByRole("status")).toContainText("The invitation is accepted");
  expect((await page.context().cookies()).filter(({ name }) => name.includes("session"))).toEqual([]);
  await page.goto(`${site.url}/admin/letters/${demoSlug}`);
  await expect(page.getByRole("heading", { name: "Sign in to the desk" })).toBeVisible();
  await owner.reload();
  await expect(owner.getByRole("listitem").filter({ hasText: email })).toContainText("Moderator");
});
