import { readFile } from "node:fs/promises";
import type { Browser } from "@playwright/test";
import { placesOf } from "@/tests/support/dump";
import { linkIn } from "@/tests/support/mailbox";
import { isNarrowEnough } from "@/tests/support/own-story";
import {
  demoSlug,
  expect,
  expectAccessible,
  hurryMails,
  moderatorAtDesk,
  type Person,
  type Site,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

/** A moderator puts a waiting name on the list. */
async function publish(browser: Browser, site: Site, rosa: Person): Promise<void> {
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(rosa.organisation)}`);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  await desk.context().close();
}

/** Every public output that shows names, and what each says of one; the count as text. */
async function publicOutputs(site: Site, name: string): Promise<{ shown: boolean[]; count: number }> {
  const api = `${site.url}/api/v1/letters/${demoSlug}`;
  const [letter, list, byName, found, json, log, facts] = await Promise.all(
    [
      site.letter,
      `${site.letter}/signatories`,
      `${site.letter}/signatories?order=name`,
      `${site.letter}/signatories?q=${encodeURIComponent(name)}`,
      `${api}/signatories?limit=500`,
      `${api}/log`,
      api,
    ].map(async (url) => (await fetch(url)).text()),
  );
  // The search says what was looked for.
  const isFound = (found ?? "").includes(`>${name}<`);
  const shown = [letter, list, byName, json, log].map((text) => (text ?? "").includes(name));
  return { shown: [...shown, isFound], count: JSON.parse(facts ?? "{}").signatoryCount };
}

test("a signer opens their page from the mail, reads the receipt, withdraws, and is off every list within two seconds", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  await expect(page.getByText("The signature has a page of its own")).toBeVisible();
  await expect(page.getByRole("link", { name: "Ask for the link now" })).toHaveAttribute("href", /\/mine$/);
  await publish(browser, site, rosa);
  await hurryMails(site);
  const mail = await site.mailbox.waitFor(rosa.email, /On the list/);
  const link = linkIn(mail);
  expect(link).toContain("/mine?token=");

  await test.step("a scanner opens the link, and another site sends the form: nothing happens", async () => {
    for (let scan = 0; scan < 3; scan += 1) {
      const answer = await fetch(link);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("referrer-policy")).toBe("strict-origin");
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    const token = new URL(link).searchParams.get("token") ?? "";
    const send = (method: string, origin: string) =>
      fetch(`${site.letter}/mine`, {
        method,
        headers: { Origin: origin },
        body: new URLSearchParams({ token }),
      });
    expect((await send("POST", "https://evil.example")).status).toBe(403);
    expect((await send("PUT", site.url)).status).toBe(405);
  });

  await test.step("the button opens the page, with one cookie that goes nowhere else", async () => {
    await page.goto(link);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Open my page" }).click();
    await expect(page.getByRole("heading", { name: "Your signature" })).toBeVisible();
    expect(page.url()).toBe(`${site.letter}/mine`);
    const cookies = await page.context().cookies(`${site.letter}/mine`);
    expect(cookies).toMatchObject([
      { path: `/en/${demoSlug}/mine`, httpOnly: true, sameSite: "Strict", secure: false },
    ]);
    for (const elsewhere of ["", "/signatories", "/privacy", "/sign"])
      expect(await page.context().cookies(site.letter + elsewhere)).toEqual([]);
    await expect(page.getByRole("heading", { name: "On the public list" })).toBeVisible();
    await expect(page.locator("#receipt")).toContainText(rosa.organisation);
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await isNarrowEnough(page)).toBe(true);
    // In another language it is the same visit.
    await page.getByRole("link", { name: "Deutsch" }).click();
    await expect(page.getByRole("heading", { name: "Auf der öffentlichen Liste" })).toBeVisible();
    await page.goto(`${site.letter}/mine`);
  });

  await test.step("the link is used up, and says where to get another", async () => {
    const answer = await fetch(link);
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain("This link has already been used");
  });

  await test.step("the receipt is a file", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "This receipt as a file" }).click(),
    ]);
    const receipt = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(receipt).toMatchObject({ format: "undersigned-receipt-1", letter: { slug: demoSlug } });
  });

  await test.step("withdraws, by keyboard", async () => {
    const before = await publicOutputs(site, rosa.organisation);
    expect(before.shown).toContain(true);
    expect([before.shown[3], before.shown[4], before.shown[5]]).toEqual([true, true, true]);
    await page.getByRole("link", { name: "Withdraw the signature" }).press("Enter");
    await expect(page.getByRole("heading", { name: "Withdraw the signature?" })).toBeVisible();
    await expectAccessible(page);
    expect(await isNarrowEnough(page)).toBe(true);
    const open = await page.context().newPage();
    await open.goto(page.url());
    const [done] = await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === "POST"),
      page.getByRole("button", { name: "Withdraw the signature" }).press("Enter"),
    ]);
    const at = Date.now();
    expect(done.status()).toBe(303);
    await expect
      .poll(() => publicOutputs(site, rosa.organisation), { intervals: [20], timeout: 2000 })
      .toEqual({ shown: [false, false, false, false, false, false], count: before.count - 1 });
    test.info().annotations.push({ type: "gone after", description: `${Date.now() - at} ms` });
    await expect(page.getByRole("heading", { name: "Withdrawn", exact: true })).toBeVisible();
    expect(await statusOf(site, rosa.email)).toBe("withdrawn");
    // From the page that was open all the time as well.
    await open.getByRole("button", { name: "Withdraw the signature" }).click();
    await expect(open.getByRole("heading", { name: "It is withdrawn already" })).toBeVisible();
    await open.close();
    const told = await site.mailbox.waitFor(rosa.email, /Withdrawn/);
    expect(told.text?.replace(/\s+/g, " ")).toContain("was withdrawn from its own page");
  });

  await test.step("leaves, and nobody gets in from there", async () => {
    await page.getByRole("button", { name: "Leave this page" }).click();
    await expect(page.getByRole("heading", { name: "You have left your page" })).toBeVisible();
    await expectAccessible(page);
    expect(await page.context().cookies(`${site.letter}/mine`)).toEqual([]);
    const { rows } = await site.database.query(
      "SELECT 1 FROM visit v JOIN signature s ON s.id = v.signature_id WHERE s.name = $1",
      [rosa.organisation],
    );
    expect(rows).toEqual([]);
  });
  expect(site.server.log()).not.toContain(rosa.organisation);
  expect(site.server.log()).not.toContain(rosa.email);
});

test("without JavaScript a lost link is asked for, data is read and taken along, and everything is erased", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const plain = await (await browser.newContext({ javaScriptEnabled: false, locale: "de-DE" })).newPage();
  const german = `${site.url}/de/${demoSlug}/mine`;

  await test.step("the answer is the same for everybody", async () => {
    await plain.goto(german);
    await plain.getByRole("button", { name: "Link zusenden" }).click();
    await expect(plain).toHaveTitle(/^Fehler: /);
    await expect(plain.getByRole("alert")).toBeFocused();
    await plain.getByLabel("Die E-Mail-Adresse, mit der Sie").fill("rosa@");
    await plain.getByRole("button", { name: "Link zusenden" }).click();
    await expect(plain.getByLabel("Die E-Mail-Adresse, mit der Sie")).toHaveValue("rosa@");
    const answers: string[] = [];
    for (const email of ["nobody@nowhere.example", rosa.email]) {
      await plain.goto(german);
      await plain.getByLabel("Die E-Mail-Adresse, mit der Sie").fill(email);
      await plain.getByRole("button", { name: "Link zusenden" }).press("Enter");
      await expect(plain.getByRole("heading", { name: "Sehen Sie in Ihr Postfach" })).toBeVisible();
      answers.push(plain.url() + (await plain.content()));
    }
    expect(answers[0]).toBe(answers[1]);
    expect(site.mailbox.count("nobody@nowhere.example")).toBe(0);
  });

  await test.step("the link opens the page of what waits; news is turned on and off there", async () => {
    await plain.goto(linkIn(await site.mailbox.waitFor(rosa.email, /Ihr Link/)));
    await plain.getByRole("button", { name: "Meine Seite öffnen" }).press("Enter");
    await expect(plain.getByRole("heading", { name: "Wartet auf eine Entscheidung" })).toBeVisible();
    await plain.getByRole("button", { name: "Ich stimme zu" }).click();
    await expect(plain.getByRole("status")).toContainText("Neuigkeiten sind eingeschaltet");
    await plain.getByRole("button", { name: "nichts Neues" }).click();
    await expect(plain.getByRole("status")).toContainText("Neuigkeiten sind abgestellt");
  });

  await test.step("everything that is held is there, in words and as a file", async () => {
    await plain.getByRole("link", { name: "Alles ansehen" }).click();
    await expect(plain.getByRole("heading", { name: "Zustimmungen" })).toBeVisible();
    for (const word of [rosa.email, rosa.organisation, "Rosa Representative", "Deutschland"])
      await expect(plain.getByText(word, { exact: false }).first()).toBeVisible();
    // Words, and not the names of columns.
    expect(await plain.locator("dt").allTextContents()).not.toContainEqual(expect.stringContaining("_"));
    const cookie = (await plain.context().cookies(german))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const file = await fetch(`${german}/data.json`, { headers: { Cookie: cookie } });
    expect(file.headers.get("cache-control")).toBe("private, no-store");
    expect(JSON.stringify(await file.json())).toContain(rosa.email);
    await page.context().addCookies(await plain.context().cookies(german));
    await page.goto(`${german}/data`);
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await isNarrowEnough(page)).toBe(true);
  });

  await test.step("erases, after a second step, and leaves no byte", async () => {
    await page.goto(`${german}/erase`);
    await expectAccessible(page);
    expect(await isNarrowEnough(page)).toBe(true);
    await plain.goto(`${german}/erase`);
    await plain.getByRole("button", { name: "Alles endgültig löschen" }).click();
    await expect(plain).toHaveTitle(/^Fehler: /);
    await expect(plain.getByRole("alert")).toBeFocused();
    expect(await statusOf(site, rosa.email)).toBe("pending");
    await plain.getByLabel("Ich weiß, dass sich das nicht").check();
    await plain.getByRole("button", { name: "Alles endgültig löschen" }).press("Enter");
    await expect(plain.getByRole("heading", { name: "Alles ist gelöscht" })).toBeVisible();
    for (const trace of [rosa.organisation, rosa.email])
      await expect.poll(async () => [trace, await placesOf(site.databaseUrl, trace)]).toEqual([trace, []]);
    // The other browser's copy of the cookie opens nothing.
    expect((await page.goto(`${german}/erase`))?.status()).toBe(403);
    await expect(page.getByRole("heading", { name: "Ihr Besuch ist beendet" })).toBeVisible();
  });
  await plain.context().close();
});

test("a visit is one signature's: no page and no form of somebody else's, nor without one", async ({
  page,
  browser,
  site,
}) => {
  const [rosa, other] = [somebody(), somebody()];
  await signAndConfirm(page, site, other);
  await signAndConfirm(page, site, rosa);
  const own = `${site.letter}/mine`;
  const forms = ["withdraw", "news", "erase", "leave"];
  const pages = ["withdraw", "data", "data.json", "erase", "receipt.json"];

  // Nobody: every page and form says so, and does nothing.
  const post = (path: string, headers: Record<string, string>, body: Record<string, string> = {}) =>
    fetch(`${own}/${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: site.url, ...headers },
      body: new URLSearchParams({ sure: "yes", news: "on", ...body }),
    });
  for (const made of ["", `undersigned-visit=${"A".repeat(43)}`, "undersigned-visit=' OR 1=1"]) {
    for (const path of pages)
      expect([path, (await fetch(`${own}/${path}`, { headers: { Cookie: made } })).status]).toEqual([
        path,
        403,
      ]);
    for (const path of forms)
      expect([path, (await post(path, { Cookie: made })).status]).toEqual([path, 403]);
  }

  // Rosa's visit, with another signature's number in every place that a form or an address has.
  await page.goto(own);
  await page.getByLabel("The e-mail address that you signed with").fill(rosa.email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await page.goto(linkIn(await site.mailbox.waitFor(rosa.email, /Your link/)));
  await page.getByRole("button", { name: "Open my page" }).click();
  await expect(page.getByRole("heading", { name: "Your signature" })).toBeVisible();
  const [cookie] = await page.context().cookies(own);
  const Cookie = `${cookie?.name}=${cookie?.value}`;
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE name = $1 AND status = 'pending'",
    [other.organisation],
  );
  const id = rows[0]?.id ?? "";
  const theirs = { id, signature: id, signatureId: id, signature_id: id };
  const query = new URLSearchParams(theirs).toString();
  for (const path of pages) {
    const text = await (await fetch(`${own}/${path}?${query}`, { headers: { Cookie } })).text();
    expect([path, text.includes(other.organisation)]).toEqual([path, false]);
  }
  // From another site nothing is done; from here only to Rosa's.
  for (const path of forms)
    expect((await post(path, { Cookie, Origin: "https://evil.example" }, theirs)).status).toBe(403);
  expect(await statusOf(site, rosa.email)).toBe("pending");
  expect((await post(`withdraw?${query}`, { Cookie }, theirs)).status).toBe(303);
  expect((await post(`erase?${query}`, { Cookie }, theirs)).status).toBe(303);
  expect(await statusOf(site, other.email)).toBe("pending");
  expect(await statusOf(site, rosa.email)).toBeUndefined();
  // A page of another browser with the old cookie finds the visit ended.
  const late = await (await browser.newContext()).newPage();
  await late.context().addCookies(cookie ? [cookie] : []);
  await late.goto(own);
  await expect(late.getByRole("heading", { name: "Your visit is over" })).toBeVisible();
  await late.context().close();
});
