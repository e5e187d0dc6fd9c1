import {
  demoSlug,
  expect,
  expectAccessible,
  personAtDesk,
  signAndConfirm,
  signInBy,
  somebody,
  test,
} from "@/tests/support/stories";

const desk = `/admin/letters/${demoSlug}`;
const pages = "overview log mail authority news protection privacy notices reasons people".split(" ");

test("each page of the desk has a title of its own, to be told from the others in a row of tabs", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const { page: owner, moderatorId } = await personAtDesk(browser, site, "owner");
  const { rows } = await site.database.query<{ letterId: string; signatureId: string }>(
    `SELECT letter_id AS "letterId", id AS "signatureId" FROM signature WHERE name = $1`,
    [rosa.organisation],
  );
  const { letterId = "", signatureId = "" } = rows[0] ?? {};
  const [{ BulkInput, startBulk }, { writeNews }] = await Promise.all([
    import("@/lib/moderation/bulk"),
    import("@/lib/news/commands"),
  ]);
  const hold = BulkInput.parse({ kind: "hold", signatureIds: [signatureId] });
  const bulk = await startBulk(letterId, hold, moderatorId, new Date());
  const texts = [{ locale: "en", subject: "The minister has answered", body: "Good." } as const];
  const news = await writeNews({ newsId: null, letterId, texts }, moderatorId, new Date());
  if (!bulk.ok || !news.ok) throw new Error("nothing to look at");
  const paths = [
    desk,
    ...pages.map((name) => `${desk}/${name}`),
    `${desk}/signatures/${signatureId}`,
    `${desk}/bulk/${bulk.value}`,
    `${desk}/news/${news.value}`,
    "/admin/account",
    "/admin/sign-in",
    "/admin/invitation",
    "/admin/too-large",
  ];
  const titles: string[] = [];
  for (const path of paths) {
    await owner.goto(site.url + path);
    titles.push(await owner.title());
  }
  expect(new Set(titles).size, titles.join("\n")).toBe(paths.length);
  expect(titles).toContainEqual(expect.stringMatching(/^Putting 1 on hold/));
  expect(titles).toContainEqual(expect.stringMatching(/^The minister has answered/));
  // Who may not see a page learns nothing from its title.
  const { page: viewer } = await personAtDesk(browser, site, "viewer");
  for (const path of [`${desk}/news/${news.value}`, `/admin/letters/nothing/bulk/${bulk.value}`]) {
    await viewer.goto(site.url + path);
    expect(await viewer.title()).not.toMatch(/minister|on hold/);
  }
});

test("a form whose session has ended shows the way to sign in, and keeps what was typed meanwhile", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const { page: here, email, moderatorId } = await personAtDesk(browser, site, "moderator");
  await here.getByRole("link", { name: rosa.organisation }).click();
  await here.getByLabel("Note for colleagues").fill("I called them");
  await site.database.query("DELETE FROM session WHERE moderator_id = $1", [moderatorId]);
  await here.getByRole("button", { name: "Keep note" }).click();
  const refusal = here.getByRole("alert").filter({ hasText: "Your session has ended" });
  await expect(refusal).toBeVisible();
  await expect(here.getByLabel("Note for colleagues")).toHaveValue("I called them");
  await expectAccessible(here);

  const [signIn] = await Promise.all([
    here.waitForEvent("popup"),
    refusal.getByRole("link", { name: "Sign in in a new tab" }).click(),
  ]);
  await expect(signIn.getByRole("heading", { name: "Sign in to the desk" })).toBeVisible();
  await signInBy(signIn, site, email);
  await here.getByRole("button", { name: "Keep note" }).click();
  await expect(here.getByRole("status").filter({ hasText: "note" })).toBeVisible();
  await expect(refusal).toBeHidden();
  const { rows } = await site.database.query("SELECT 1 FROM note WHERE text = 'I called them'");
  expect(rows).toHaveLength(1);
});

test("what came of each decision is said; the way to take it back goes with its ten seconds, on this page and the next", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const { page: here } = await personAtDesk(browser, site, "moderator");
  await here.clock.install();
  await here.getByRole("link", { name: rosa.organisation }).click();
  const said = here.getByRole("status").first();
  const undo = here.getByRole("button", { name: /^Undo/ });

  await here.getByRole("button", { name: "Approve and publish" }).click();
  await expect(said).toContainText(`Approved: ${rosa.organisation} is on the public list now.`);
  await expect(undo).toBeVisible();
  await here.clock.runFor(10_500);
  await expect(undo).toBeHidden();
  await expect(said).toContainText("is on the public list now");

  await here.getByLabel("Your own line to the signer").fill("They asked us to.");
  await here.getByRole("button", { name: "Take off the list" }).click();
  await expect(said).toContainText(
    `Taken off the list: ${rosa.organisation}. The signer gets your reason by mail.`,
  );
  await here.getByRole("link", { name: "Back to the queue" }).click();
  await expect(undo).toBeVisible();
  await here.clock.runFor(10_500);
  await expect(undo).toBeHidden();
});
