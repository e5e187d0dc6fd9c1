import type { Page } from "@playwright/test";
import type { ParsedMail } from "mailparser";
import {
  expect,
  expectAccessible,
  fillForm,
  type Site,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test.use({ javaScriptEnabled: false });

function notMeLink(mail: ParsedMail): string {
  return /https?:\/\/\S+\/not-me\?token=[\w-]{43}/.exec(mail.text ?? "")?.[0] ?? "";
}

async function refusalsOf(site: Site): Promise<number> {
  return (await site.database.query("SELECT 1 FROM mail_refusal")).rowCount ?? 0;
}

test("somebody whose address was typed by another says so, gets no more mail, and takes it back", async ({
  page,
  request,
  site,
}) => {
  const victim = somebody();
  const sign = async (organisation: string) => {
    await page.goto(`${site.letter}/sign`);
    await fillForm(page, { ...victim, organisation });
    await page.getByRole("button", { name: "Sign the letter" }).click();
    await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  };
  await sign("Win money at https://evil.example/now");
  const mail = await site.mailbox.waitFor(victim.email);
  expect(mail.subject).toContain("Win money at evil. example/now");
  expect(`${mail.subject} ${mail.text} ${mail.html}`).not.toMatch(/evil\.example|Rosa Representative/);
  const link = notMeLink(mail);

  // A scanner opens the link, and nothing happens.
  for (let at = 0; at < 5; at += 1) expect((await request.get(link)).status()).toBe(200);
  const answer = await request.get(link);
  expect(answer.headers()["referrer-policy"]).toBe("strict-origin");
  expect(answer.headers()["cache-control"]).toContain("no-store");
  expect(await statusOf(site, victim.email)).toBe("unconfirmed");
  const token = link.split("token=")[1] ?? "";
  const elsewhere = { form: { token }, headers: { Origin: "https://evil.example" } };
  expect((await request.post(`${site.letter}/not-me`, elsewhere)).status()).toBe(403);

  await page.goto(link);
  await expectAccessibleWithScript(page);
  await page.getByRole("button", { name: "It was not me: no more mail" }).click();
  await expect(page.getByRole("heading", { name: "You get no more such mail" })).toBeVisible();
  expect(await statusOf(site, victim.email)).toBeUndefined();
  expect(await refusalsOf(site)).toBe(1);

  // The prankster is told what everybody is told, and nobody is mailed.
  await sign("Once more");
  const cancelled =
    "SELECT 1 FROM message m JOIN signature s ON s.id = m.signature_id WHERE s.name = 'Once more' AND m.status = 'cancelled'";
  await expect.poll(async () => (await site.database.query(cancelled)).rowCount).toBe(1);
  expect(site.mailbox.count(victim.email)).toBe(1);

  await page.goto(link);
  await page.getByRole("button", { name: "I want mail again" }).click();
  await expect(page.getByRole("heading", { name: "Was this not you?" })).toBeVisible();
  expect(await refusalsOf(site)).toBe(0);
});

test("however often somebody signs with another's address, the other gets a few mails at most", async ({
  request,
  site,
}) => {
  const { email } = somebody();
  const page = await (await request.get(`${site.letter}/sign`)).text();
  const agreement = /name="agreement" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const [local, host] = email.split("@");
  for (let at = 0; at < 12; at += 1) {
    const answer = await request.post(`${site.letter}/sign`, {
      form: {
        agreement,
        kind: "individual",
        name: `Prank ${at % 6} ${host}`,
        country: "FR",
        email: `${local}+${at % 4}@${host}`,
        publishAsIndividual: "yes",
      },
      headers: { Origin: site.url },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(303);
  }
  const waiting = `SELECT 1 FROM message m JOIN signature s ON s.id = m.signature_id WHERE s.name LIKE 'Prank _ ${host}' AND m.status = 'queued'`;
  await expect.poll(async () => (await site.database.query(waiting)).rowCount, { timeout: 20_000 }).toBe(0);
  const mailed = [0, 1, 2, 3].reduce((sum, at) => sum + site.mailbox.count(`${local}+${at}@${host}`), 0);
  expect(mailed).toBe(2);
});

test("a link that is cut, unknown or of another letter says what it is", async ({ request, site }) => {
  for (const [token, status] of [
    ["short", 400],
    ["A".repeat(43), 404],
  ] as const)
    expect((await request.get(`${site.letter}/not-me?token=${token}`)).status()).toBe(status);
});

/** axe needs script, which this browser has not: the same page in one that has. */
async function expectAccessibleWithScript(page: Page) {
  const context = await page.context().browser()?.newContext({ locale: "en-GB", javaScriptEnabled: true });
  const other = await context?.newPage();
  if (!other) throw new Error("no browser");
  await other.goto(page.url());
  await expectAccessible(other);
  await context?.close();
}
