import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { addressArrays } from "@/tests/support/secrets";
import {
  demoSlug,
  expect,
  expectAccessible,
  moderatorAtDesk,
  pressKey,
  type Site,
  test,
} from "@/tests/support/stories";

/** The queue as it opens by itself: whoever waits longest first. */
function oldestFirst(site: Site): string {
  return `${site.url}/admin/letters/${demoSlug}`;
}

let waited = 0;

/** Signatures that wait, as if they had been given long ago, before those of earlier calls: they are the first in the queue. */
async function manyWait(site: Site, count: number): Promise<string[]> {
  const names = Array.from(
    { length: count },
    (_, at) => `Case ${String(at + 1).padStart(2, "0")} ${randomUUID().slice(0, 8)}`,
  );
  await site.database.query("BEGIN");
  await site.database.query(
    `WITH added AS (
       INSERT INTO signature (letter_id, letter_version_id, status, kind, name, sealed_email, email_index, email_domain_index, locale,
         created_at)
       SELECT v.letter_id, v.id, 'unconfirmed', 'organisation', r.name, r.sealed, r.person, r.domain, 'en', '2020-01-01'::timestamptz - $6 * interval '1 day' + r.at * interval '1 minute'
       FROM unnest($1::text[], $3::bytea[], $4::bytea[], $5::bytea[]) WITH ORDINALITY AS r(name, sealed, person, domain, at), letter_version v JOIN letter l ON l.id = v.letter_id
       WHERE l.slug = $2 AND v.locale = 'en' RETURNING id, letter_id
     ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
       SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added`,
    [names, demoSlug, ...addressArrays(names.map((_, at) => `a@case${at + 1}.example`)), ++waited],
  );
  await site.database.query(
    `WITH moved AS (UPDATE signature SET status = 'pending', confirmed_at = now() WHERE name = ANY($1) RETURNING id, letter_id)
     INSERT INTO audit_entry (letter_id, signature_id, actor, action, from_status, to_status)
     SELECT letter_id, id, 'signer', 'confirm', 'unconfirmed', 'pending' FROM moved`,
    [names],
  );
  await site.database.query("COMMIT");
  return names;
}

async function expectDone(desk: Page, text: string | RegExp): Promise<void> {
  await expect(desk.getByRole("status").filter({ hasText: text })).toBeVisible();
}

test("a moderator decides twenty mixed cases with the keyboard alone", async ({ browser, site }) => {
  test.setTimeout(240_000);
  const names = await manyWait(site, 20);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(oldestFirst(site));
  await expect(desk.getByRole("link", { name: names[0] })).toBeVisible();
  await pressKey(desk, "?");
  await expect(desk.getByRole("dialog")).toContainText("Next signature");
  await desk.keyboard.press("Escape");
  await expect(desk.getByRole("dialog")).toBeHidden();
  await pressKey(desk, "j");
  await pressKey(desk, "j");
  await pressKey(desk, "k");
  await expect(desk.getByRole("link", { name: names[0] })).toBeFocused();
  await desk.keyboard.press("Enter");
  for (const [at, name] of names.entries()) {
    await expect(desk.getByRole("heading", { level: 1, name })).toBeVisible();
    switch (at % 8) {
      case 0:
        await pressKey(desk, "a");
        await expectDone(desk, "is on the public list now");
        break;
      case 1:
        await pressKey(desk, "r");
        await expect(desk.getByLabel("Reason from the list")).toBeFocused();
        await desk.keyboard.press("ArrowDown");
        await desk.keyboard.press("Enter");
        await expectDone(desk, "Rejected");
        break;
      case 2:
        await pressKey(desk, "h");
        await expectDone(desk, "On hold");
        break;
      case 3:
        await pressKey(desk, "n");
        await expect(desk.getByLabel("Note for colleagues")).toBeFocused();
        await desk.keyboard.type("Ask Bela: approve? reject?");
        await desk.keyboard.press("Control+Enter");
        await expectDone(desk, "Note kept");
        break;
      case 4:
        await pressKey(desk, "q");
        await expect(desk.getByLabel("Your question")).toBeFocused();
        await desk.keyboard.type("Are you they?");
        await desk.keyboard.press("Control+Enter");
        await expectDone(desk, "Asked.");
        break;
      case 5:
        await pressKey(desk, "e");
        await expect(desk.getByLabel("Name", { exact: true })).toBeFocused();
        await desk.keyboard.press("End");
        await desk.keyboard.type(" (corrected)");
        await desk.keyboard.press("Enter");
        await expectDone(desk, "Corrected.");
        break;
      case 6:
        await pressKey(desk, "t");
        await expect(desk.getByLabel("Tag", { exact: true })).toBeFocused();
        await desk.keyboard.type("doubtful name");
        await desk.keyboard.press("Enter");
        await expectDone(desk, "Tagged.");
        break;
      default:
        await pressKey(desk, "a");
        await expectDone(desk, "is on the public list now");
        await pressKey(desk, "z");
        await expectDone(desk, /^Undone:/);
    }
    if (at < names.length - 1) await pressKey(desk, "j");
  }
  const { rows } = await site.database.query(
    `SELECT status, aside, name LIKE '%(corrected)' AS corrected,
       (SELECT count(*)::int FROM note WHERE signature_id = s.id) AS notes,
       (SELECT count(*)::int FROM question WHERE signature_id = s.id) AS questions,
       (SELECT count(*)::int FROM signature_tag WHERE signature_id = s.id) AS tags
     FROM signature s WHERE name LIKE 'Case %' ORDER BY created_at`,
  );
  const plain = { status: "pending", aside: null, corrected: false, notes: 0, questions: 0, tags: 0 };
  const expected = [
    { ...plain, status: "published" },
    { ...plain, status: "rejected" },
    { ...plain, aside: "hold" },
    { ...plain, notes: 1 },
    { ...plain, aside: "question", questions: 1 },
    { ...plain, corrected: true },
    { ...plain, tags: 1 },
    plain,
  ];
  expect(rows).toEqual(names.map((_, at) => expected[at % 8]));
  // What was undone sends no mail; what was decided sends its own, once.
  await expect
    .poll(
      async () =>
        (
          await site.database.query<{ kind: string; status: string; count: number }>(
            "SELECT m.kind, m.status, count(*)::int AS count FROM message m JOIN signature s ON s.id = m.signature_id WHERE s.name LIKE 'Case %' GROUP BY 1, 2 ORDER BY 1, 2",
          )
        ).rows,
      { timeout: 40_000 },
    )
    .toEqual([
      { kind: "published", status: "sent", count: 3 },
      { kind: "published", status: "cancelled", count: 2 },
      { kind: "rejected", status: "sent", count: 3 },
      { kind: "question", status: "sent", count: 2 },
    ]);
  await pressKey(desk, "u");
  await expect(desk.getByRole("heading", { level: 1, name: "Needs decision" })).toBeVisible();
  await pressKey(desk, "4");
  await expect(desk.getByRole("heading", { level: 1, name: "On hold" })).toBeVisible();
  await expect(desk.getByRole("link", { name: /^Case/ })).toHaveCount(3);
  await desk.keyboard.press("/");
  await desk.keyboard.type(names[2] ?? "");
  await desk.keyboard.press("Enter");
  await expect(desk.getByRole("link", { name: /^Case/ })).toHaveCount(1);
  await expectAccessible(desk);
});

test("keys can be switched off", async ({ browser, site }) => {
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByRole("button", { name: "Keys (?)" }).click();
  await desk.getByLabel("Single keys work").uncheck();
  await desk.keyboard.press("Escape");
  await pressKey(desk, "4");
  await pressKey(desk, "?");
  await expect(desk.getByRole("dialog")).toBeHidden();
  await expect(desk.getByRole("heading", { level: 1, name: "Needs decision" })).toBeVisible();
});

test("a decision is taken back from the next page, where the mistake is seen", async ({ browser, site }) => {
  const names = await manyWait(site, 1);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(names[0]?.slice(-8) ?? "")}`);
  await desk.getByRole("link", { name: names[0] }).click();
  await expect(desk.getByRole("heading", { level: 1, name: names[0] })).toBeVisible();
  await pressKey(desk, "a");
  await expectDone(desk, "is on the public list now");
  await pressKey(desk, "u");
  await expect(desk.getByRole("heading", { level: 1, name: "Needs decision" })).toBeVisible();
  await expect(desk.getByRole("button", { name: /^Undo \(\d+\)$/ })).toBeVisible();
  await pressKey(desk, "z");
  await expect(desk.locator(".undo-bar")).toContainText("Undone:");
  await expect(desk.getByRole("link", { name: names[0] })).toBeVisible();
  await expect(desk.getByRole("button", { name: /^Undo/ })).toBeHidden();

  // A rejection gives its words back, and what can be pressed no longer is gone.
  await desk.getByRole("link", { name: names[0] }).click();
  await desk.getByLabel("Your own line to the signer").fill("A careful reason with a tipo");
  await desk.getByRole("button", { name: "Reject" }).click();
  await expectDone(desk, "Rejected");
  await pressKey(desk, "z");
  await expectDone(desk, /^Undone:/);
  await expect(desk.getByLabel("Your own line to the signer")).toHaveValue("A careful reason with a tipo");
  await desk.getByLabel("Your own line to the signer").fill("");
  await desk.keyboard.press("Escape");
  await pressKey(desk, "r");
  await desk.keyboard.press("Enter");
  await expect(desk.getByRole("alert").filter({ hasText: "Choose a reason or write one" })).toBeVisible();
  await expect(desk.getByLabel("Reason from the list")).toBeFocused();
  await desk.keyboard.press("ArrowDown");
  await desk.keyboard.press("Enter");
  await expectDone(desk, "Rejected");
  await expect(desk.getByRole("button", { name: /^Undo/ })).toBeHidden({ timeout: 12_000 });
});

test("k goes back to the signature before, the tab says which one is open, and the address holds no empty filters", async ({
  browser,
  site,
}) => {
  const [first = "", second = ""] = await manyWait(site, 2);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(oldestFirst(site));
  await desk.getByRole("link", { name: second }).click();
  await expect(desk.getByRole("heading", { level: 1, name: second })).toBeVisible();
  await expect(desk).toHaveTitle(new RegExp(`^${second} – .+ – Undersigned$`));
  await pressKey(desk, "k");
  await expect(desk.getByRole("heading", { level: 1, name: first })).toBeVisible();
  await pressKey(desk, "j");
  await expect(desk.getByRole("heading", { level: 1, name: second })).toBeVisible();
  await pressKey(desk, "u");
  await expect(desk).toHaveTitle(/^Queue – .+ – Undersigned$/);
  await desk.getByRole("searchbox").fill(first);
  await desk.getByRole("button", { name: "Search" }).click();
  await expect(desk.getByText("The numbers above count the whole letter")).toBeVisible();
  await expect(desk).toHaveURL(new RegExp(`\\?q=${first.replaceAll(" ", "\\+")}$`));
});

test("what is typed into a field that is drawn anew goes on there, and decides nothing where the field is gone", async ({
  browser,
  site,
}) => {
  const [name = ""] = await manyWait(site, 1);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(oldestFirst(site));
  await desk.getByRole("link", { name }).click();
  await expect(desk.getByRole("heading", { level: 1, name })).toBeVisible();
  await pressKey(desk, "q");
  const question = desk.getByLabel("Your question");
  await expect(question).toBeFocused();
  // As the page does it when news of the signature arrives: another field stands in its place, and nothing has the focus.
  await question.evaluate((field) => field.replaceWith(field.cloneNode()));
  await desk.keyboard.type("are you the one?");
  await expect(question).toHaveValue("are you the one?");
  await question.evaluate((field) => field.remove());
  await desk.keyboard.type("already added");
  await expect(desk.getByRole("heading", { level: 1, name })).toBeVisible();
  // A key after a pause is a decision again.
  await desk.waitForTimeout(1100);
  await desk.keyboard.press("a");
  await expectDone(desk, "is on the public list now");
});

test("a key that falls between two signatures decides about neither, and the next one is heard", async ({
  browser,
  site,
}) => {
  const [first = "", second = ""] = await manyWait(site, 2);
  const statuses = async () => {
    const sql = "SELECT status FROM signature WHERE name = ANY($1) ORDER BY name";
    return (await site.database.query(sql, [[first, second]])).rows.map(({ status }) => status);
  };
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(oldestFirst(site));
  await desk.getByRole("link", { name: first }).click();
  await expect(desk.getByRole("heading", { level: 1, name: first })).toBeVisible();
  // The next page takes its time, as over a slow line.
  const open = { gate: () => {} };
  const opened = new Promise<void>((resolve) => {
    open.gate = resolve;
  });
  await desk.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      await opened;
      await route.continue();
    },
  );
  const asked = desk.waitForRequest((request) => request.url().includes("_rsc"));
  await pressKey(desk, "j");
  await asked;
  for (let times = 0; times < 3; times += 1) await desk.keyboard.press("a");
  open.gate();
  await expect(desk.getByRole("heading", { level: 1, name: second })).toBeVisible();
  await expect(desk.getByText("is on the public list now")).toHaveCount(0);
  expect(await statuses()).toEqual(["pending", "pending"]);
  await pressKey(desk, "a");
  await expectDone(desk, "is on the public list now");
  expect(await statuses()).toEqual(["pending", "published"]);
});
