import type { Browser, Page } from "@playwright/test";
import { indexesOf } from "@/tests/support/secrets";
import {
  demoSlug,
  expect,
  hurryMails,
  moderatorAtDesk,
  type Person,
  type Site,
  signAndConfirm,
} from "@/tests/support/stories";

/** Signs, is approved, and opens the signature's own page from the mail that says so. Returns the moderator's desk. */
export async function publishedAndAtHome(
  page: Page,
  browser: Browser,
  site: Site,
  rosa: Person,
): Promise<Page> {
  await signAndConfirm(page, site, rosa);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}?q=${encodeURIComponent(rosa.organisation)}`);
  await desk.getByRole("link", { name: rosa.organisation }).click();
  await desk.getByRole("button", { name: "Approve and publish" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "is on the public list now" })).toBeVisible();
  await hurryMails(site);
  await openOwnPage(page, ownLinkIn((await site.mailbox.waitFor(rosa.email, /On the list/)).text));
  return desk;
}

/** The link to an own page in the text of a mail; empty where there is none. */
export function ownLinkIn(text: string | undefined): string {
  return /https?:\/\/\S+\/mine\?token=[\w-]{43}/.exec(text ?? "")?.[0] ?? "";
}

/** Opens the own page behind a link. */
export async function openOwnPage(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: "Open my page" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your signature" })).toBeVisible();
}

/** The public list, as anybody gets it. */
export async function list(site: Site): Promise<string> {
  return (await fetch(`${site.letter}/signatories?order=name`)).text();
}

/** Whether nothing has to be scrolled sideways. */
export function isNarrowEnough(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}

/** Lets the day go by in which a handing over of a signature with this address can be stopped. */
export async function aDayGoesBy(site: Site, email: string): Promise<void> {
  const { rows } = await site.database.query<{ id: string }>(
    `UPDATE handover SET told_at = told_at - interval '1 day' WHERE confirmed_at IS NULL AND ended_at IS NULL AND told_at IS NOT NULL
     AND signature_id IN (SELECT id FROM signature WHERE email_index = ANY($1::bytea[])) RETURNING id`,
    [indexesOf(email)],
  );
  expect(rows.length).toBe(1);
  await site.database.query("UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = $1", [
    `handover ${rows[0]?.id}`,
  ]);
}
