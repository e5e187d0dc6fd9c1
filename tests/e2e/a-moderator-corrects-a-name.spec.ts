import {
  expect,
  expectAccessible,
  moderatorAtDesk,
  pressKey,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

test("a moderator corrects a name before and after it is published; what the signer wrote is kept, and the signer is told", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  const typo = rosa.organisation.replace("Organisation", "Organisaton");
  await signAndConfirm(page, site, { ...rosa, organisation: typo });
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: typo }).click();
  await expect(desk.getByRole("heading", { level: 1, name: typo })).toBeVisible();
  await pressKey(desk, "e");
  const name = desk.getByLabel("Name", { exact: true });
  await expect(name).toBeFocused();
  await name.fill("");
  await desk.getByLabel("Website").fill("not a website at all");
  await desk.keyboard.press("Enter");
  await expect(desk.getByRole("alert").filter({ hasText: "a field needs another look" })).toBeVisible();
  await expect(desk.getByText("The list needs a name")).toBeVisible();
  // Nothing is lost.
  await expect(desk.getByLabel("Website")).toHaveValue("not a website at all");
  await expectAccessible(desk);
  await name.fill(rosa.organisation);
  await desk.getByLabel("Website").fill("www.example.org");
  await desk.getByRole("button", { name: "Save the correction" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "Corrected." })).toBeVisible();
  await expect(desk.getByRole("heading", { level: 1, name: rosa.organisation })).toBeVisible();
  await expect(desk.getByText(`The signer wrote: ${typo}`).first()).toBeAttached();
  await pressKey(desk, "a");
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  await expect(desk.getByRole("heading", { name: "Why this name is on the list" })).toBeVisible();
  const published = await site.mailbox.waitFor(rosa.email, /On the list/);
  expect(published.text?.replace(/\s+/g, " ")).toContain(`Name: ${typo} → ${rosa.organisation}`);

  await pressKey(desk, "e");
  await desk.getByLabel("Name", { exact: true }).fill(`${rosa.organisation} (Graz)`);
  await desk.keyboard.press("Enter");
  await expect(desk.getByRole("heading", { level: 1, name: "(Graz)" })).toBeVisible();
  await expect
    .poll(async () => (await page.request.get(`${site.letter}/signatories`)).text(), { timeout: 2000 })
    .toContain(`${rosa.organisation} (Graz)`);
  const corrected = await site.mailbox.waitFor(rosa.email, /Corrected on the list/);
  expect(corrected.text?.replace(/\s+/g, " ")).toContain(
    `${rosa.organisation} → ${rosa.organisation} (Graz)`,
  );
});
