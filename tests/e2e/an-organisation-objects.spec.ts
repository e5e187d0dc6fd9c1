import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  personAtDesk,
  pressKey,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("a moderator tells the organisation, publishes, and the organisation takes its name down without JavaScript", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  const domain = rosa.email.split("@")[1] ?? "";
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByRole("heading", { level: 1, name: rosa.organisation })).toBeVisible();

  // A stranger's address is refused, and a slip is taken back; then the right one.
  await pressKey(desk, "i");
  await expect(desk.getByLabel("Address", { exact: true })).toBeFocused();
  await desk.getByLabel(`Or what stands before @${domain}`).fill("info@elsewhere.example");
  await desk.keyboard.press("Enter");
  await expect(
    desk.getByRole("alert").filter({ hasText: "no address at the organisation’s own domain" }),
  ).toBeVisible();
  await expect(desk.getByLabel(`Or what stands before @${domain}`)).toHaveValue("info@elsewhere.example");
  await expectAccessible(desk);
  await desk.getByLabel(`Or what stands before @${domain}`).fill("");
  await desk.getByLabel("Address", { exact: true }).selectOption(`office@${domain}`);
  await desk.getByLabel("Address", { exact: true }).press("Enter");
  await expect(desk.getByRole("status").filter({ hasText: "The notice goes out" })).toBeVisible();
  await pressKey(desk, "z");
  await expect(desk.getByRole("status").filter({ hasText: "Undone: no mail goes out" })).toBeVisible();
  await desk.getByLabel(`Or what stands before @${domain}`).fill("board");
  await desk.keyboard.press("Enter");
  await expect(desk.getByText(`told board@${domain}`)).toBeVisible();

  // It runs, and the moderator publishes meanwhile.
  const mail = await site.mailbox.waitFor(`board@${domain}`, /In Ihrem Namen unterzeichnet/);
  expect(site.mailbox.count(`office@${domain}`)).toBe(0);
  expect(mail.text?.replaceAll("\u2060", "")).toContain("Rosa Representative, Director");
  expect(mail.text).not.toContain(rosa.email);
  // The evidence is gathered by a job.
  await expect(async () => {
    await desk.reload();
    await expect(desk.getByText("Sent. The organisation can object until")).toBeVisible({ timeout: 1000 });
    await expect(desk.getByText("It can object until")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  await pressKey(desk, "a");
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  const listed = async () => {
    const list = await (
      await fetch(`${site.letter}/signatories?q=${encodeURIComponent(rosa.organisation)}`)
    ).text();
    const json = await (await fetch(`${site.url}/api/v1/letters/${demoSlug}/signatories?limit=500`)).text();
    return [list.includes(`>${rosa.organisation}<`), json.includes(rosa.organisation)];
  };
  await expect.poll(listed, { timeout: 2000 }).toEqual([true, true]);

  // A scanner opens the link: nothing happens. Then somebody at the organisation, by keyboard.
  const link = /https?:\/\/\S+\/object\?token=[\w-]{43}/.exec(mail.text ?? "")?.[0] ?? "";
  const plain = await (await browser.newContext({ javaScriptEnabled: false, locale: "de-DE" })).newPage();
  for (let scan = 0; scan < 2; scan += 1) expect((await plain.request.get(link)).status()).toBe(200);
  // Nor by a form of another site, and the address with the secret is told to nobody.
  const token = new URL(link).searchParams.get("token") ?? "";
  const foreign = { form: { token }, headers: { Origin: "https://evil.example" } };
  const there = link.split("?")[0] ?? "";
  expect((await plain.request.post(there, foreign)).status()).toBe(403);
  expect((await plain.request.put(there, foreign)).status()).toBe(405);
  expect((await plain.request.get(link)).headers()["referrer-policy"]).toBe("strict-origin");
  expect(await statusOf(site, rosa.email)).toBe("published");
  await page.goto(link);
  await expect(page.getByText("Auf der öffentlichen Liste")).toBeVisible();
  await expectAccessible(page);
  await plain.goto(link);
  await plain.getByLabel("Eine Zeile an die Moderation").fill("x".repeat(1001));
  await plain.getByRole("button", { name: "Wir widersprechen" }).press("Enter");
  await expect(plain).toHaveTitle(/^Fehler: /);
  await expect(plain.getByRole("alert")).toBeFocused();
  await plain.getByLabel("Eine Zeile an die Moderation").fill("Wir kennen keine Rosa.");
  await plain.keyboard.press("Tab");
  await plain.keyboard.press("Enter");
  await expect(plain.getByRole("heading", { name: "Ihr Widerspruch ist festgehalten" })).toBeVisible();
  await expect.poll(listed, { timeout: 2000 }).toEqual([false, false]);
  expect((await plain.goto(link))?.status()).toBe(410);
  await expect(plain.getByRole("heading", { name: "Ein Widerspruch ist schon festgehalten" })).toBeVisible();
  // From the page that was open all the time as well.
  await page.getByRole("button", { name: "Wir widersprechen" }).click();
  await expect(page.getByRole("heading", { name: "Ein Widerspruch ist schon festgehalten" })).toBeVisible();
  await plain.context().close();

  // Signer and moderators know; the mail that it is on the list never went out.
  const toSigner = await site.mailbox.waitFor(rosa.email, /An objection by the organisation/);
  expect(toSigner.text).not.toContain("Wir kennen keine Rosa.");
  await expect(desk.getByText("This signature was changed while you looked at it")).toBeVisible();
  await pressKey(desk, "u");
  await expect(desk.getByRole("heading", { level: 1, name: "Needs decision" })).toBeVisible();
  await pressKey(desk, "5");
  await expect(desk.getByRole("heading", { level: 1, name: "Objected" })).toBeVisible();
  const row = desk.getByRole("listitem").filter({ hasText: rosa.organisation });
  await expect(row.getByText("The organisation itself objected on")).toBeVisible();
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await expect(desk.getByText("Wir kennen keine Rosa.")).toBeVisible();
  await expect(desk.getByText("Objected (the organisation)")).toBeVisible();
  await expectAccessible(desk);

  // Approved again only with a tick.
  await pressKey(desk, "a");
  await expect(desk.getByRole("alert").filter({ hasText: "the organisation has objected" })).toBeVisible();
  await expect(desk.getByLabel("The organisation has cleared this up")).toBeFocused();
  await desk.keyboard.press("Space");
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("published");
  await desk.context().close();
});

test("an owner makes the notice a rule, and nobody approves without one", async ({ page, browser, site }) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const { page: owner } = await personAtDesk(browser, site, "owner");
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/authority`);
  await owner.getByLabel("Always").check();
  await owner.getByLabel("Publish only when the days are over").check();
  await owner.getByLabel("Days for an objection").fill("31");
  // What the browser would refuse is sent all the same.
  await owner.locator("main form").evaluate((form: HTMLFormElement) => form.setAttribute("novalidate", ""));
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("alert").filter({ hasText: "from 1 to 30" })).toBeVisible();
  await expect(owner.getByLabel("Always")).toBeChecked();
  await owner.getByLabel("Days for an objection").fill("3");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await expectAccessible(owner);

  await owner.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(rosa.organisation)}`);
  await owner.getByRole("link", { name: rosa.organisation }).click();
  await expect(
    owner.getByText("its name is published when the days for an objection are over"),
  ).toBeVisible();
  await pressKey(owner, "a");
  await expect(
    owner.getByRole("alert").filter({ hasText: "the organisation must be told first" }),
  ).toBeVisible();
  await pressKey(owner, "i");
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("status").filter({ hasText: "The notice goes out" })).toBeVisible();
  await site.mailbox.waitFor(`info@${rosa.email.split("@")[1]}`, /In Ihrem Namen unterzeichnet/);
  await owner.reload();
  await pressKey(owner, "a");
  await expect(
    owner.getByRole("alert").filter({ hasText: "it waits until the organisation’s days" }),
  ).toBeVisible();
  expect(await statusOf(site, rosa.email)).toBe("pending");
  await site.database.query(
    "UPDATE letter SET authority_rule = 'never', authority_waits = false WHERE slug = $1",
    [demoSlug],
  );
  await owner.context().close();
});
