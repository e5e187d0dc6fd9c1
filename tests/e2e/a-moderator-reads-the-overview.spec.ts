import { indexesOf } from "@/tests/support/secrets";
import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  signAndConfirm,
  somebody,
  test,
} from "@/tests/support/stories";

test("a moderator reads the letter in figures, and finds the mail that did not arrive", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const failed = "550 5.1.1 <recipient>: user unknown";
  await site.database.query(
    "UPDATE message SET status = 'failed', last_error = $2 WHERE signature_id = (SELECT id FROM signature WHERE email_index = ANY($1::bytea[]))",
    [indexesOf(rosa.email), failed],
  );
  const desk = await moderatorAtDesk(browser, site);
  const said: string[] = [];
  desk.on("console", (message) => said.push(message.text()));
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("status")).toContainText("is on the public list now");
  await desk.goto(`${site.url}/admin/letters/${demoSlug}`);
  await desk.getByRole("link", { name: "Overview" }).click();
  await expect(desk.getByRole("heading", { name: "Overview", exact: true })).toBeVisible();

  // Every chart is a picture with a name and a sentence, and its numbers stand beneath.
  const charts = [
    "Signed",
    "Confirmed by mail",
    "Published",
    "Where they stand",
    "Languages",
    "Countries",
    "Time to a decision",
  ];
  for (const name of charts) await expect(desk.getByRole("img", { name })).toBeVisible();
  for (const numbers of await desk.locator("summary").all()) await numbers.click();
  const today = desk.locator("table").first().getByRole("row").nth(1);
  const { rows } = await site.database.query<{ signed: string; confirmed: string; published: string }>(
    `SELECT count(*) FILTER (WHERE import_key IS NULL AND created_at >= date_trunc('day', now(), 'UTC')) AS signed,
       count(*) FILTER (WHERE confirmed_at >= date_trunc('day', now(), 'UTC')) AS confirmed,
       count(*) FILTER (WHERE status = 'published' AND published_at >= date_trunc('day', now(), 'UTC')) AS published FROM signature`,
  );
  await expect(today.getByRole("cell")).toHaveText(Object.values(rows[0] ?? {}));
  await expect(desk.getByText("at most 1 minute").first()).toBeVisible();
  await expectAccessible(desk);

  const mail = desk.getByRole("region", { name: "Mail that failed" });
  await expect(mail).toContainText(`The mail server said: ${failed}`);
  await mail.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("heading", { name: rosa.organisation })).toBeVisible();
  await desk.goBack();
  await desk.getByRole("link", { name: "90 days" }).click();
  await expect(desk).toHaveURL(/range=90/);
  await expect(desk.getByRole("link", { name: "90 days" })).toHaveAttribute("aria-current", "page");
  // The desk's policy refused nothing, no inline style either.
  expect(said).toEqual([]);
});

test("a viewer reads the figures too, but has no mail to choose", async ({ browser, site }) => {
  const desk = await moderatorAtDesk(browser, site);
  await site.database.query(
    "UPDATE membership SET role = 'viewer' WHERE moderator_id IN (SELECT moderator_id FROM session ORDER BY created_at DESC LIMIT 1)",
  );
  const here = `${site.url}/admin/letters/${demoSlug}`;
  await desk.goto(`${here}/overview`);
  await expect(desk.getByRole("heading", { name: "Overview", exact: true })).toBeVisible();
  await expect(desk.getByRole("link", { name: "Reminders", exact: true })).toHaveCount(0);
  expect((await desk.context().request.get(`${here}/notices`)).status()).toBe(404);
});
