import { indexesOf } from "@/tests/support/secrets";
import { expect, moderatorAtDesk, signAndConfirm, somebody, statusOf, test } from "@/tests/support/stories";

test("two moderators decide at once: one decides, the other is told what it is now", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const [anna, bela] = [await moderatorAtDesk(browser, site), await moderatorAtDesk(browser, site)];
  for (const desk of [anna, bela]) await desk.getByRole("link", { name: rosa.organisation }).click();
  await bela.getByLabel("Your own line to the signer").fill("We do not know this organisation.");
  await expect(anna.getByRole("button", { name: "Approve and publish" })).toBeVisible();
  await Promise.all([
    anna.getByRole("button", { name: "Approve and publish" }).click(),
    bela.getByRole("button", { name: "Reject" }).click(),
  ]);
  await expect(anna.locator(".done, .alert").first()).toBeVisible();
  await expect(bela.locator(".done, .alert").first()).toBeVisible();
  expect((await anna.locator(".done").count()) + (await bela.locator(".done").count())).toBe(1);
  const loser = (await anna.locator(".alert").count()) > 0 ? anna : bela;
  const status = await statusOf(site, rosa.email);
  await expect(loser.locator(".alert").first()).toContainText(
    `Somebody was faster: this signature is “${status === "published" ? "Published" : "Rejected"}” now`,
  );
  const { rows } = await site.database.query(
    "SELECT action FROM audit_entry JOIN signature s ON s.id = signature_id WHERE s.email_index = ANY($1::bytea[]) AND actor = 'moderator'",
    [indexesOf(rosa.email)],
  );
  expect(rows).toHaveLength(1);
});
