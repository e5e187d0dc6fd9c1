import {
  demoSlug,
  expect,
  expectAccessible,
  personAtDesk,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

test("an owner sends a test mail, reads what happened step by step, and finds it in the inbox", async ({
  browser,
  site,
}) => {
  const { page: desk, email } = await personAtDesk(browser, site, "owner");
  await desk.getByRole("link", { name: "Mail check" }).click();
  await expect(desk.getByText(/^Mail goes through 127\.0\.0\.1:\d+, from/)).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole("button", { name: "Send me a test mail" }).click();
  await expect(desk.getByRole("status").first()).toContainText("The mail server took the mail", {
    timeout: 20_000,
  });
  await expect(desk.getByText("Hand the mail over done")).toBeVisible();
  await expect(desk.getByText(/The server said: 250/)).toBeVisible();
  // The demo's sender is at a name reserved for examples.
  await expect(desk.getByText(/^SPF: undersigned\.example could not be checked/)).toBeVisible();
  await expectAccessible(desk);
  const mail = await site.mailbox.waitFor(email, /^Test mail from /);
  expect(mail.text).toContain(site.url);
});

test("a moderator sees that a mail came back, and sends it again", async ({ page, browser, site }) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  await site.database.query(
    `WITH made AS (
       INSERT INTO correction (signature_id, before, after, made_at)
       SELECT s.id, '{"name": "Org."}', '{"name": "Organisation"}', now() FROM signature s WHERE s.name = $1
       RETURNING id, signature_id
     )
     INSERT INTO message (kind, status, locale, signature_id, letter_id, correction_id, trouble, last_error)
     SELECT 'corrected', 'failed', 'en', s.id, s.letter_id, made.id, 'mailbox_full', '552 5.2.2 Mailbox full'
     FROM made JOIN signature s ON s.id = made.signature_id`,
    [rosa.organisation],
  );
  const { page: desk } = await personAtDesk(browser, site, "moderator");
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByText("Came back: the mailbox is full.")).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole("button", { name: "Send again: Correction" }).click();
  await site.mailbox.waitFor(rosa.email, /^Corrected on the list/);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}/mail`);
  await expect(desk.getByRole("heading", { name: "Mail check" })).toHaveCount(0);
});
