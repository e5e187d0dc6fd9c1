import type { Page } from "@playwright/test";
import type { ParsedMail } from "mailparser";
import {
  expect,
  expectAccessible,
  fillForm,
  hurryMails,
  moderatorAtDesk,
  type Person,
  type Site,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test.use({ javaScriptEnabled: false });

const link = (mail: ParsedMail, page: "confirm" | "mine") =>
  new RegExp(`https?://\\S+/${page}\\?token=[\\w-]{43}`).exec(mail.text ?? "")?.[0] ?? "";

/** Signs, and says what everybody is told. Returns the newest mail to confirm. */
async function sign(page: Page, site: Site, person: Person): Promise<ParsedMail> {
  await page.goto(`${site.letter}/sign`);
  await fillForm(page, person);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  return site.mailbox.waitFor(
    person.email,
    new RegExp(`confirm: ${person.organisation.replace(/\./g, ".? ?")}`),
  );
}

async function confirm(page: Page, mail: ParsedMail): Promise<void> {
  await page.goto(link(mail, "confirm"));
  await page.getByRole("button", { name: "Confirm the signature" }).click();
  await expect(page.getByRole("heading", { name: "the signature is confirmed" })).toBeVisible();
}

/** Opens the own page behind a mail's link. */
async function openOwnPage(page: Page, mail: ParsedMail, organisation: string): Promise<void> {
  await page.goto(link(mail, "mine"));
  await page.getByRole("button", { name: "Open my page" }).click();
  await expect(page.getByRole("heading", { name: "Your signature" })).toBeVisible();
  await expect(page.getByText(organisation).first()).toBeVisible();
}

/** axe needs script, which this browser has not: the same page in one that has. */
async function expectAccessibleWithScript(page: Page): Promise<void> {
  const context = await page.context().browser()?.newContext({ locale: "en-GB", javaScriptEnabled: true });
  const other = await context?.newPage();
  if (!other) throw new Error("no browser");
  await other.goto(page.url());
  await expectAccessible(other);
  await context?.close();
}

test("somebody signs again from the same mailbox, is told kindly, and opens what they signed", async ({
  page,
  site,
}) => {
  const rosa = somebody();
  const first = await sign(page, site, rosa);
  expect(first.text).not.toMatch(/already|\/mine\?/);
  await confirm(page, first);

  const second = await sign(page, site, { ...rosa, organisation: `${rosa.organisation} Berlin` });
  const text = (second.text ?? "").replace(/\s+/g, " ");
  expect(text).toContain("This letter was signed from this address already:");
  expect(text).toContain("It waits for a decision.");
  await openOwnPage(page, second, rosa.organisation);
  await expect(page.getByRole("heading", { name: "Waiting for a decision" })).toBeVisible();
  // She meant it: the second counts as well.
  await confirm(page, second);
});

test("somebody signs again from another spelling: the earlier address is told, the new one nothing", async ({
  page,
  site,
}) => {
  const rosa = somebody();
  await confirm(page, await sign(page, site, rosa));
  const tagged = { organisation: `Other ${rosa.organisation}`, email: rosa.email.replace("@", "+letters@") };
  const mail = await sign(page, site, tagged);
  expect(mail.text).not.toMatch(/already|\/mine\?/);
  expect(site.mailbox.count(rosa.email, /second time/)).toBe(0);
  await confirm(page, mail);
  const told = await site.mailbox.waitFor(rosa.email, /Signed a second time\?/);
  expect(told.text).not.toMatch(/Other Organisation|\+letters/);
  await openOwnPage(page, told, rosa.organisation);
});

test("a colleague signs for an organisation that is on the list, and has the link sent to whoever signed", async ({
  browser,
  page,
  request,
  site,
}) => {
  const rosa = somebody();
  await confirm(page, await sign(page, site, rosa));
  const colleague = {
    organisation: rosa.organisation.replace(" e.V.", ""),
    email: rosa.email.replace("rosa", "ole"),
  };
  const mail = await sign(page, site, colleague);
  const offer = link(mail, "confirm");

  // While it waits, the page says nothing of it.
  await page.goto(offer);
  await expect(page.getByRole("heading", { name: "What you confirm" })).toBeVisible();
  await expect(page.locator("#namesakes")).toHaveCount(0);

  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(
    `${site.url}/admin/letters/${site.letter.split("/").at(-1)}?q=${encodeURIComponent(rosa.organisation)}`,
  );
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect.poll(() => statusOf(site, rosa.email)).toBe("published");
  await hurryMails(site);
  await site.mailbox.waitFor(rosa.email, /On the list/);

  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(offer);
  const told = page.locator("#namesakes");
  await expect(
    told.getByRole("heading", { name: "An organisation with this name is on the list already" }),
  ).toBeVisible();
  await expect(told).toContainText(rosa.organisation);
  await expect(told).not.toContainText(rosa.email);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessibleWithScript(page);

  // A scanner may follow every link, and nothing is sent.
  for (let at = 0; at < 3; at += 1) expect((await request.get(offer)).status()).toBe(200);
  expect((await request.get(offer)).headers()["referrer-policy"]).toBe("strict-origin");
  expect((await request.get(offer)).headers()["cache-control"]).toContain("no-store");
  const token = offer.split("token=")[1] ?? "";
  const elsewhere = { form: { token }, headers: { Origin: "https://evil.example" } };
  expect((await request.post(`${site.letter}/confirm/link`, elsewhere)).status()).toBe(403);
  expect(site.mailbox.count(rosa.email, /Somebody else/)).toBe(0);

  await told.getByRole("button", { name: "Send the link to whoever signed" }).click();
  await expect(page.getByText("Thank you, we take care of it")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessibleWithScript(page);
  const sent = await site.mailbox.waitFor(rosa.email, /Somebody else signs for you\?/);
  expect(sent.text).not.toMatch(/ole@/);
  await openOwnPage(page, sent, rosa.organisation);
  await expect(page.getByRole("heading", { name: "On the public list" })).toBeVisible();

  // The link to confirm still works.
  await confirm(page, mail);
  expect(await statusOf(site, colleague.email)).toBe("pending");
});
