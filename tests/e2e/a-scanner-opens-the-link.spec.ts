import { linkIn } from "@/tests/support/mailbox";
import { expect, fillForm, somebody, statusOf, test } from "@/tests/support/stories";

test("a mail scanner that fetches the link ten times changes nothing; the button still confirms", async ({
  page,
  request,
  site,
}) => {
  const rosa = somebody();
  await page.goto(site.letter);
  await fillForm(page, rosa);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  const link = linkIn(await site.mailbox.waitFor(rosa.email));
  for (let at = 0; at < 10; at += 1) expect((await request.get(link)).status()).toBe(200);
  expect((await request.head(link)).status()).toBe(200);
  expect(await statusOf(site, rosa.email)).toBe("unconfirmed");

  const answer = await request.get(link);
  expect(answer.headers()["cache-control"]).toContain("no-store");
  expect(answer.headers()["referrer-policy"]).toBe("strict-origin");
  await page.goto(link);
  await expect(page.getByText(rosa.organisation).first()).toBeVisible();
  await page.getByRole("button", { name: "Confirm the signature" }).click();
  await expect(page.getByRole("heading", { name: "the signature is confirmed" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("pending");
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "already been used" })).toBeVisible();
  expect(site.server.log()).not.toContain(link.split("token=")[1]);
});

test("a moderator's sign-in link, fetched by a scanner, signs nobody in", async ({ page, request, site }) => {
  const { grantRole } = await import("@/lib/accounts/members");
  const email = `scanned-${Date.now()}@host.example`;
  await grantRole(email, "moderator");
  await page.goto(`${site.url}/admin/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  const link = linkIn(await site.mailbox.waitFor(email));
  const sessions = async () => (await site.database.query("SELECT 1 FROM session")).rowCount;
  const before = await sessions();
  for (let at = 0; at < 10; at += 1) {
    const answer = await request.get(link);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["set-cookie"]).toBeUndefined();
  }
  expect(await sessions()).toBe(before);
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await page.goto(link);
  await expect(page.getByRole("alert").first()).toContainText("does not work any more");
});
