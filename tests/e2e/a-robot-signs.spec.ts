import { randomUUID } from "node:crypto";
import type { Challenge } from "altcha-lib";
import { linkIn } from "@/tests/support/mailbox";
import { answerTo } from "@/tests/support/proof";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import {
  demoSlug,
  expect,
  expectAccessible,
  fillForm,
  generousLimits,
  type Site,
  somebody,
  test,
} from "@/tests/support/stories";

/** Sends the form as a robot does, without a browser. Returns the status and where it leads. */
async function post(site: Site, fields: Record<string, string>) {
  const page = await (await fetch(`${site.letter}/sign`)).text();
  const form = {
    agreement: /name="agreement" value="([^"]+)"/.exec(page)?.[1] ?? "",
    kind: "organisation",
    name: `Robots ${randomUUID().slice(0, 8)}`,
    country: "DE",
    website: "robots.example",
    representativeName: "R. Robot",
    representativeRole: "Robot",
    authorised: "yes",
    publish: "yes",
    ...fields,
  };
  const answer = await fetch(`${site.letter}/sign`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
    headers: { Origin: site.url },
  });
  return { status: answer.status, location: answer.headers.get("location") };
}

async function provenOf(site: Site, name: string) {
  const { rows } = await site.database.query<{ is_proven: boolean }>(
    "SELECT is_proven FROM signature WHERE name = $1",
    [name],
  );
  return rows.map((row) => row.is_proven);
}

const taken = { status: 303, location: `/en/${demoSlug}/signed` };
const challenge = async (site: Site): Promise<Challenge> =>
  (await fetch(`${site.letter}/challenge`)).json() as Promise<Challenge>;
const fresh = () => ({ name: `Robots ${randomUUID().slice(0, 8)}`, email: somebody().email });

test("a person proves some work while filling in the form, and sees nothing of it", async ({
  page,
  site,
}) => {
  const rosa = somebody();
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url)) elsewhere.push(request.url());
  });
  await page.goto(`${site.letter}/sign`);
  await expectAccessible(page);
  await expect(page.locator("input[name=altcha]")).not.toHaveValue("");
  // Nothing to press, nothing to see, and nothing on the way of the keyboard.
  await expect(page.locator("altcha-widget, iframe")).toHaveCount(0);
  await expect(page.locator("[data-proof-status]")).toBeEmpty();
  const reached: (string | null)[] = [];
  await page.getByLabel("An organisation").focus();
  for (let at = 0; at < 12; at += 1) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement?.getAttribute("name") ?? null));
  }
  expect(reached).toContain("email");
  expect(reached).not.toContain("topic");
  await fillForm(page, rosa);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  expect(await provenOf(site, rosa.organisation)).toEqual([true]);
  expect(elsewhere).toEqual([]);
});

test("somebody who is faster than the browser waits a moment, and is told", async ({ page, site }) => {
  const rosa = somebody();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/challenge", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${site.letter}/sign`);
  await fillForm(page, rosa);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByText("One moment, the form is being sent.")).toBeVisible();
  letGo();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  expect(await provenOf(site, rosa.organisation)).toEqual([true]);
});

test("a page that cannot get a challenge, or was kept open over lunch, still signs", async ({
  page,
  site,
}) => {
  const [rosa, otto] = [somebody(), somebody()];
  await page.clock.install();
  await page.goto(`${site.letter}/sign`);
  await expect(page.locator("input[name=altcha]")).not.toHaveValue("");
  const before = await page.locator("input[name=altcha]").inputValue();
  await fillForm(page, rosa);
  await page.clock.fastForward("03:00:00");
  await expect(page.locator("input[name=altcha]")).not.toHaveValue(before);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await page.route("**/challenge", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(`${site.letter}/sign`);
  await fillForm(page, otto);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  expect(await provenOf(site, otto.organisation)).toEqual([false]);
});

test("a robot that replays a proof, forges one, or has none gets the same answer, and its mail waits", async ({
  site,
}) => {
  const patient = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SMTP_URL: site.mailbox.url,
    ...generousLimits,
    SIGN_MAIL_DELAY: "600",
  });
  const here = { ...site, url: patient.url, letter: `${patient.url}/en/${demoSlug}` };
  const altcha = await answerTo(await challenge(here));
  const honest = Buffer.from(await answerTo(await challenge(here)), "base64").toString();
  const forged = honest.replace(/(?<="signature":")../, (start) => (start === "00" ? "01" : "00"));
  expect(forged).not.toBe(honest);
  const [first, again, forger, bare] = [fresh(), fresh(), fresh(), fresh()];
  expect(await post(here, { ...first, altcha })).toEqual(taken);
  expect(await post(here, { ...again, altcha })).toEqual(taken);
  expect(await post(here, { ...forger, altcha: Buffer.from(forged).toString("base64") })).toEqual(taken);
  expect(await post(here, bare)).toEqual(taken);
  expect(await provenOf(site, first.name)).toEqual([true]);
  for (const { name } of [again, forger, bare]) expect(await provenOf(site, name)).toEqual([false]);
  linkIn(await site.mailbox.waitFor(first.email));
  for (const { email } of [again, forger, bare]) expect(site.mailbox.count(email)).toBe(0);
  await patient.stop();
});

test("a challenge is for one browser, and a letter that is closed or unknown has none", async ({
  request,
  site,
}) => {
  const [one, two] = [await challenge(site), await challenge(site)];
  expect(one.parameters.nonce).not.toBe(two.parameters.nonce);
  const answer = await request.get(`${site.letter}/challenge`);
  expect(answer.headers()["cache-control"]).toBe("private, no-store");
  expect((await request.get(`${site.url}/en/no-such-letter/challenge`)).status()).toBe(404);
  expect((await request.post(`${site.letter}/challenge`)).status()).toBe(405);
});

test("a robot that fills in the field that nobody sees is told to look into its inbox", async ({ site }) => {
  const robot = fresh();
  expect(await post(site, { ...robot, topic: "Cheap pills" })).toEqual(taken);
  expect(await provenOf(site, robot.name)).toEqual([]);
});
