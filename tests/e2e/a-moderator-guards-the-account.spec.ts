import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { linkIn } from "@/tests/support/mailbox";
import {
  demoSlug,
  expect,
  expectAccessible,
  personAtDesk,
  type Site,
  signedIn,
  signInBy,
  test,
} from "@/tests/support/stories";

/** The code that the app shows so many seconds from now. */
async function codeOf(page: Page): Promise<(later?: number) => string> {
  const key = (await page.locator("code").first().textContent()) ?? "";
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(" ", "")) });
  return (later = 0) => totp.generate({ timestamp: Date.now() + later * 1000 });
}

/** Sets an app up on the account page; returns what makes its codes, and the recovery codes. */
async function setUpApp(page: Page, site: Site) {
  await page.goto(`${site.url}/admin/account`);
  await page.getByRole("button", { name: "Set up an app" }).click();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  const code = await codeOf(page);
  await page.getByLabel("Code of the app").fill(code());
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByText("The app is set up.")).toBeVisible();
  return { code, codes: await page.locator("ol code").allTextContents() };
}

test("a moderator sees where she is signed in, and ends the session of a lost phone", async ({
  browser,
  site,
}) => {
  const { page: desk, email } = await personAtDesk(browser, site, "moderator");
  const phone = await signedIn(browser, site, email);
  await desk.getByRole("link", { name: `Signed in as ${email}` }).click();
  await expect(desk.getByRole("heading", { name: "Your account" })).toBeVisible();
  const sessions = desk.getByRole("region", { name: "Sessions" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expect(sessions.getByRole("listitem").filter({ hasText: "this one" })).toHaveCount(1);
  await expect(sessions.getByText("Chrome on Linux").first()).toBeVisible();
  await sessions.getByRole("button", { name: "End the session of" }).click();
  await expect(sessions.getByText("One session is ended.")).toBeVisible();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await phone.reload();
  await expect(phone).toHaveURL(/sign-in\?problem=session/);
  const tablet = await signedIn(browser, site, email);
  await desk.reload();
  await desk.getByRole("button", { name: "End all others" }).click();
  await expect(desk.getByText("One session is ended.")).toBeVisible();
  await tablet.reload();
  await expect(tablet).toHaveURL(/sign-in\?problem=session/);
});

test("an owner ends a colleague's sessions", async ({ browser, site }) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  const { page: colleague, email } = await personAtDesk(browser, site, "moderator");
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/people`);
  const row = owner.getByRole("listitem").filter({ hasText: email });
  await row.getByText("Change", { exact: true }).click();
  await row.getByRole("button", { name: "End all sessions" }).click();
  await expect(owner.getByText(`All sessions of ${email} are ended.`)).toBeVisible();
  await colleague.reload();
  await expect(colleague).toHaveURL(/sign-in\?problem=session/);
});

test("with an app set up, a new session opens nothing before its code, and each code opens once", async ({
  browser,
  site,
}) => {
  const { page: desk, email } = await personAtDesk(browser, site, "moderator");
  await desk.goto(`${site.url}/admin/account`);
  await desk.getByRole("button", { name: "Set up an app" }).click();
  await expect(desk.getByRole("img", { name: /QR code/ })).toBeVisible();
  // React takes the title away and sets it anew when an action has changed the page.
  await expect(desk).toHaveTitle(/Your account/);
  await expectAccessible(desk);
  await desk.getByLabel("Code of the app").fill("000000");
  await desk.getByRole("button", { name: "Finish" }).click();
  await expect(desk.getByText("That code is not right")).toBeVisible();
  await desk.getByRole("button", { name: "Cancel" }).click();
  await expect(desk.getByText("Not set up.")).toBeVisible();
  const { code, codes } = await setUpApp(desk, site);
  expect(codes).toHaveLength(10);
  await expectAccessible(desk);
  await desk.reload();
  await expect(desk.locator("ol code")).toHaveCount(0);
  await expect(desk.getByText("10 codes are left.")).toBeVisible();

  const other = await signedIn(browser, site, email);
  await expect(other.getByRole("heading", { name: "Second factor" })).toBeVisible();
  await expectAccessible(other);
  const here = `/admin/letters/${demoSlug}`;
  for (const path of ["/admin", "/admin/account", here, `${here}/log`, `${here}/log.csv`, `${here}/people`]) {
    const answer = await other.context().request.get(site.url + path, { maxRedirects: 0 });
    expect([path, await answer.text()]).toEqual([
      path,
      expect.not.stringMatching(/freemail\.example|Chrome/),
    ]);
    await other.goto(`${site.url}/admin/account`);
    await expect(other).toHaveURL(/second-factor/);
  }
  await other.getByLabel("Code of your app").fill("000000");
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other.getByText("That code is not right")).toBeVisible();
  const spent = code(30);
  await other.getByLabel("Code of your app").fill(spent);
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other.getByRole("heading", { name: "Needs decision" })).toBeVisible();

  // Without script, with a recovery code; the app's last code is spent.
  const { storageState } = {
    storageState: await (await signedIn(browser, site, email)).context().storageState(),
  };
  const plain = await (
    await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", storageState })
  ).newPage();
  await plain.goto(`${site.url}/admin`);
  for (const [typed, heading] of [
    [spent, "Second factor"],
    [codes[0] ?? "", "Needs decision"],
  ] as const) {
    await plain.getByLabel("Code of your app").fill(typed);
    await plain.getByRole("button", { name: "Continue" }).click();
    await expect(plain.getByRole("heading", { name: heading })).toBeVisible();
  }
  await desk.reload();
  await desk.getByRole("button", { name: "Remove the app" }).click();
  await expect(desk.getByText("The app is removed.")).toBeVisible();
  const last = await signedIn(browser, site, email);
  await expect(last.getByRole("heading", { name: "Needs decision" })).toBeVisible();
});

test("a passkey is made, opens a new session, and opens nothing once it is removed", async ({
  browser,
  page,
  site,
}) => {
  const { page: first, email, moderatorId } = await personAtDesk(browser, site, "moderator");
  await first.close();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signInBy(page, site, email);
  await page.goto(`${site.url}/admin/account`);
  await page.getByLabel("Name for a new passkey").fill("Office laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("The passkey is added.")).toBeVisible();
  await expect(page.locator("ol code")).toHaveCount(10);
  await expectAccessible(page);
  // The same device does not hold a second one.
  await page.getByLabel("Name for a new passkey").fill("Once more");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("The browser or the device refused")).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await signInBy(page, site, email);
  await expect(page.getByRole("heading", { name: "Second factor" })).toBeVisible();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  const { rows } = await site.database.query<{ counter: string; last_used_at: Date | null }>(
    "SELECT counter, last_used_at FROM passkey WHERE moderator_id = $1",
    [moderatorId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.last_used_at).not.toBeNull();

  // An answer caught on the way opens nothing a second time: its challenge is used up.
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await signInBy(page, site, email);
  const caught = page.waitForRequest((request) => (request.postData() ?? "").includes("authenticatorData"));
  await page.getByRole("button", { name: "Use a passkey" }).click();
  const request = await caught;
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  await site.database.query("UPDATE session SET verified_at = NULL");
  await page.context().request.post(request.url(), {
    headers: { ...request.headers(), origin: site.url },
    data: request.postDataBuffer() ?? "",
  });
  await page.goto(`${site.url}/admin/account`);
  await expect(page).toHaveURL(/second-factor/);
  // A passkey that the device lost is refused in words.
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByText("The passkey did not work")).toBeVisible();
  await site.database.query("UPDATE session SET verified_at = now()");
  await page.goto(`${site.url}/admin/account`);
  await page.getByRole("button", { name: "Remove the passkey Office laptop" }).click();
  await expect(page.getByText("The passkey is removed.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await signInBy(page, site, email);
  await expect(page.getByRole("heading", { name: "Needs decision" })).toBeVisible();
});

test("how one signs in is changed only by whoever has just shown who they are, and a mail tells of it", async ({
  browser,
  site,
}) => {
  const { page: desk, email, moderatorId } = await personAtDesk(browser, site, "moderator");
  const age = (minutes: number) =>
    site.database.query(
      `UPDATE session SET created_at = now() - make_interval(mins => $2),
         verified_at = CASE WHEN verified_at IS NULL THEN NULL ELSE now() - make_interval(mins => $2) END
       WHERE moderator_id = $1`,
      [moderatorId, minutes],
    );
  await desk.goto(`${site.url}/admin/account`);
  // The page was open for too long: the button that is still there does nothing, and says why.
  await age(11);
  await desk.getByRole("button", { name: "Set up an app" }).click();
  await expect(desk.getByText("Nothing was changed. Show it once more below")).toBeVisible();
  await expect(desk.getByRole("button", { name: "Set up an app" })).toBeDisabled();
  await expectAccessible(desk);
  await desk.getByRole("link", { name: "Show that it is you" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("sign in once more");
  await desk.getByLabel("E-mail").fill(email);
  const mailed = site.mailbox.count(email);
  await desk.getByRole("button", { name: "Mail me a link" }).click();
  await expect.poll(() => site.mailbox.count(email)).toBeGreaterThan(mailed);
  await desk.goto(linkIn(await site.mailbox.waitFor(email, /link to the desk/)));
  await desk.getByRole("button", { name: "Sign in" }).click();
  await expect(desk.getByRole("heading", { name: "Your account" })).toBeVisible();
  // The session before is gone with its secret.
  await expect(desk.getByRole("region", { name: "Sessions" }).getByRole("listitem")).toHaveCount(1);
  const { code } = await setUpApp(desk, site);
  await site.mailbox.waitFor(email, /Something about your sign-in changed/);

  // With a factor it is the factor that is asked for, and the cookie is another one afterwards.
  await age(11);
  await desk.reload();
  await expect(desk.getByRole("button", { name: "Remove the app" })).toBeDisabled();
  const cookie = async () => (await desk.context().cookies()).find(({ name }) => name.includes("session"));
  const before = await cookie();
  await desk.getByRole("link", { name: "Show that it is you" }).click();
  await expect(desk.getByText("you are about to change how you sign in")).toBeVisible();
  await expectAccessible(desk);
  await desk.getByLabel("Code of your app").fill(code(30));
  await desk.getByRole("button", { name: "Continue" }).click();
  await expect(desk.getByRole("heading", { name: "Your account" })).toBeVisible();
  const after = await cookie();
  expect(after?.value).not.toBe(before?.value);
  expect({ ...after, value: "", expires: 0 }).toEqual({ ...before, value: "", expires: 0 });
  const stolen = await browser.newContext({ locale: "en-GB" });
  if (before) await stolen.addCookies([before]);
  const answer = await stolen.request.get(`${site.url}/admin/account`, { maxRedirects: 0 });
  expect(answer.headers().location).toContain("/admin/sign-in");
  await desk.getByRole("button", { name: "Remove the app" }).click();
  await expect(desk.getByText("The app is removed.")).toBeVisible();
  // Nothing is left that a page of the second factor could ask for.
  await desk.goto(`${site.url}/admin/second-factor`);
  await expect(desk.getByRole("heading", { name: "Needs decision" })).toBeVisible();
});

test("a letter that asks for a second factor leads whoever has none to set one up", async ({
  browser,
  site,
}) => {
  const { page: owner } = await personAtDesk(browser, site, "owner");
  const { page: colleague } = await personAtDesk(browser, site, "moderator");
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/people`);
  await owner.getByRole("button", { name: "Require it" }).click();
  await expect(owner.getByText("Set up your own second factor first")).toBeVisible();
  await setUpApp(owner, site);
  await owner.goto(`${site.url}/admin/letters/${demoSlug}/people`);
  try {
    await owner.getByRole("button", { name: "Require it" }).click();
    await expect(owner.getByText("From now on this letter opens only")).toBeVisible();
    // The queue that was open already is led there by itself, for it follows what happens; a fresh page is as well.
    await expect(colleague).toHaveURL(/\/admin\/account/);
    await expect(colleague.getByText(`asks for a second factor. Set one up to open it`)).toBeVisible();
    await colleague.goto(`${site.url}/admin/letters/${demoSlug}`);
    await expect(colleague).toHaveURL(/\/admin\/account/);
    await setUpApp(colleague, site);
    await colleague.goto(`${site.url}/admin`);
    await expect(colleague.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  } finally {
    // The demo letter is everybody's.
    await site.database.query("UPDATE letter SET requires_second_factor = false");
  }
});
