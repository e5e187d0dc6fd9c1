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

test("who looks at what is visible, and what changed meanwhile is said before it is decided about", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const [anna, bela] = [await moderatorAtDesk(browser, site), await moderatorAtDesk(browser, site)];
  const row = anna.getByRole("listitem").filter({ hasText: rosa.organisation });
  await bela.getByRole("link", { name: rosa.organisation }).click();
  await expect(row.getByText(/Open at: moderator-/)).toBeVisible();
  await anna.getByRole("link", { name: rosa.organisation }).click();
  for (const desk of [anna, bela]) await expect(desk.getByText("Also looking at this:")).toBeVisible();

  await anna.getByLabel("Your own line to the signer").fill("Half a reason, not lost");
  await bela.getByLabel("Note for colleagues").fill("They called: approve.");
  await bela.getByRole("button", { name: "Keep note" }).click();
  await expect(bela.getByRole("status").filter({ hasText: "Note kept" })).toBeVisible();
  // Anna is told, and nothing moves under her hands.
  await expect(anna.getByText("This signature was changed while you looked at it:")).toBeVisible();
  await expect(anna.getByText(/Note written by moderator-.*host\.example/).first()).toBeVisible();
  await expect(anna.getByText("They called: approve.")).toBeHidden();
  await expectAccessible(anna);
  await anna.getByRole("button", { name: "Reject" }).click();
  await expect(anna.getByRole("alert").filter({ hasText: "Not decided yet" })).toContainText(
    "Note written by",
  );
  expect(await statusOf(site, rosa.email)).toBe("pending");
  // The page shows it now, and what she typed is still there.
  await expect(anna.getByText("They called: approve.")).toBeVisible();
  await expect(anna.getByLabel("Your own line to the signer")).toHaveValue("Half a reason, not lost");
  await anna.getByRole("button", { name: "Reject" }).click();
  await expect(anna.getByRole("status").filter({ hasText: "Rejected" })).toBeVisible();

  // Bela sees it happen, and may bring the page up to date with one key.
  await expect(bela.getByText("This signature was changed while you looked at it:")).toBeVisible();
  await pressKey(bela, ".");
  await expect(bela.getByText("This signature was changed while you looked at it:")).toBeHidden();
  await expect(bela.getByRole("button", { name: "Reopen" })).toBeVisible();
  await anna.close();
  await expect(bela.getByText("Also looking at this:")).toBeHidden();
});

test("the queue updates itself and leaves the focus where it is", async ({ page, browser, site }) => {
  const [first, second] = [somebody(), somebody()];
  await signAndConfirm(page, site, first);
  await signAndConfirm(page, site, second);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/children-safe-online?sort=newest`);
  await desk.getByRole("link", { name: first.organisation }).focus();
  await desk.getByRole("listitem").filter({ hasText: second.organisation }).getByRole("checkbox").check();
  await desk.getByRole("link", { name: first.organisation }).focus();

  const third = somebody();
  await signAndConfirm(page, site, third);
  await expect(desk.getByRole("link", { name: third.organisation })).toBeVisible();
  await expect(desk.getByRole("link", { name: first.organisation })).toBeFocused();
  await expect(
    desk.getByRole("listitem").filter({ hasText: second.organisation }).getByRole("checkbox"),
  ).toBeChecked();

  // The row with the focus is decided by somebody else: the focus goes to the row that took its place.
  const colleague = await moderatorAtDesk(browser, site);
  await colleague.getByRole("link", { name: first.organisation }).click();
  await colleague.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("link", { name: first.organisation })).toBeHidden();
  await expect(desk.locator("a[data-row]:focus")).toHaveCount(1);
});

test("a page left open ends with its session", async ({ browser, site }) => {
  const desk = await moderatorAtDesk(browser, site);
  await site.database.query("DELETE FROM session");
  await expect(desk.getByText("Your session has ended, so this page no longer follows")).toBeVisible({
    timeout: 25_000,
  });
});

test("whoever asks for a feed and does not read it leaves nothing behind", async ({ browser, site }) => {
  const desk = await moderatorAtDesk(browser, site);
  const { rows } = await site.database.query<{ id: string }>(
    `SELECT s.id FROM signature s JOIN letter l ON l.id = s.letter_id
     WHERE s.status = 'pending' AND l.slug = 'children-safe-online' ORDER BY s.created_at LIMIT 1`,
  );
  const {
    rows: [session],
  } = await site.database.query<{ id: string }>(
    "SELECT moderator_id AS id FROM session ORDER BY created_at DESC LIMIT 1",
  );
  const moderator = session?.id;
  const cookie = (await desk.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await desk.goto("about:blank");
  const address = `${site.url}/admin/letters/children-safe-online/events?signature=${rows[0]?.id}&seen=0`;
  const open = async () =>
    (await site.database.query("SELECT 1 FROM presence WHERE moderator_id = $1", [moderator])).rowCount;
  await expect.poll(open).toBe(0);
  for (let at = 0; at < 30; at += 1) await fetch(address, { method: "HEAD", headers: { cookie } });
  for (let at = 0; at < 30; at += 1) {
    const leaving = new AbortController();
    const asked = fetch(address, { headers: { cookie }, signal: leaving.signal }).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, at * 3));
    leaving.abort();
    await asked;
  }
  await expect.poll(open, { timeout: 5000 }).toBe(0);
  // And there is room for one who does.
  const reading = new AbortController();
  const answer = await fetch(address, { headers: { cookie }, signal: reading.signal });
  expect(answer.status).toBe(200);
  await answer.body?.getReader().read();
  await expect.poll(open).toBe(1);
  reading.abort();
  await expect.poll(open).toBe(0);
});
