import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { filesWith, placesOf } from "@/tests/support/dump";
import { indexesOf } from "@/tests/support/secrets";
import {
  demoSlug,
  expect,
  expectAccessible,
  newestFirst,
  personAtDesk,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

/** Where a server process could have written a file. */
const folders = [".next", ".data"]
  .map((name) => path.resolve(import.meta.dirname, "../../.next/standalone", name))
  .filter((folder) => existsSync(folder));

test("somebody asks what is held about them; an owner finds it, hands it over, and erases it", async ({
  page,
  browser,
  site,
}) => {
  const rosa = somebody();
  await signAndConfirm(page, site, rosa);
  const { page: desk } = await personAtDesk(browser, site, "owner");

  await test.step("the owner publishes it", async () => {
    await desk.goto(newestFirst(site));
    await desk.getByRole("link", { name: rosa.organisation }).click();
    await desk.getByRole("button", { name: "Approve and publish" }).click();
    await expect(desk.getByRole("status")).toContainText("is on the public list now");
  });

  await test.step("finds it by the address that the request came from, in another spelling", async () => {
    await desk.getByRole("link", { name: "Back to the queue" }).click();
    await desk.getByRole("link", { name: "Privacy" }).click();
    await expectAccessible(desk);
    await desk.getByLabel("Their e-mail address").fill(rosa.email.replace("rosa@", "Rosa+news@"));
    await desk.getByRole("button", { name: "Find" }).click();
    await expect(desk.getByRole("status")).toContainText("One signature");
    expect(desk.url()).not.toContain("rosa");
    await desk.getByRole("link", { name: rosa.organisation }).click();
    await expect(desk.getByRole("heading", { name: rosa.organisation })).toBeVisible();
  });

  await test.step("exports what is held", async () => {
    const [download] = await Promise.all([
      desk.waitForEvent("download"),
      desk.getByRole("button", { name: "Export what is held" }).click(),
    ]);
    const held = await readFile(await download.path(), "utf8");
    expect(held).toContain(rosa.organisation);
    expect(held).toContain(rosa.email);
    expect(held).toContain("Rosa Representative");
  });

  await test.step("must say why, and must confirm", async () => {
    await desk.getByRole("button", { name: "Erase…" }).click();
    await expect(desk.locator(".alert")).toContainText("Choose why");
    await desk.getByLabel("Why is it erased?").selectOption({ label: "The person asks for it (Art. 17)" });
    await desk.getByRole("button", { name: "Erase…" }).click();
    await expect(desk.locator(".alert")).toContainText("cannot be undone");
    expect(await statusOf(site, rosa.email)).toBe("published");
    await desk.getByRole("button", { name: "Erase for good" }).click();
    await expect(desk.getByRole("heading", { name: "Anonymised" })).toBeVisible();
    await expect(desk.getByText("Exported").or(desk.getByText("Held data exported"))).toBeVisible();
    await expect(desk.getByText("Erased on request")).toBeVisible();
    await expect(desk.getByRole("button", { name: "Reopen" })).toHaveCount(0);
    await expectAccessible(desk);
  });

  await test.step("the list does not show it any more, and no table and no file of the server holds a byte of it", async () => {
    await expect
      .poll(
        async () => (await fetch(`${site.letter}/signatories?q=${rosa.organisation.slice(13, 21)}`)).text(),
        {
          timeout: 2000,
        },
      )
      .not.toContain(`>${rosa.organisation}<`);
    const website = `www.${rosa.email.split("@")[1]}`;
    for (const trace of [rosa.organisation, rosa.email, website])
      for (const found of [
        await placesOf(site.databaseUrl, trace),
        ...(await Promise.all(folders.map((folder) => filesWith(folder, trace)))),
      ])
        expect([trace, found]).toEqual([trace, []]);
    const { rows } = await site.database.query(
      "SELECT 1 FROM signature WHERE email_index = ANY($1::bytea[])",
      [indexesOf(rosa.email)],
    );
    expect(rows).toEqual([]);
  });
});

test("an owner says how long addresses are kept and whom to write to, and the page says it within two seconds", async ({
  page,
  browser,
  site,
}) => {
  const { page: desk } = await personAtDesk(browser, site, "owner");
  await desk.goto(`${site.url}/admin/letters/${demoSlug}/privacy`);
  await desk.getByLabel("Months until addresses are erased").fill("37");
  await desk.getByRole("button", { name: "Save" }).click();
  await expect(desk.locator(".alert")).toContainText("between 1 and 36");
  await desk.getByLabel("Months until addresses are erased").fill("3");
  await desk.getByLabel("Whom to write to").fill("Data desk\n1 Street, 1000 Brussels");
  await desk.getByRole("button", { name: "Save" }).click();
  await expect(desk.getByRole("status")).toContainText("Saved");
  await expect
    .poll(async () => (await fetch(`${site.letter}/privacy`)).text(), { timeout: 2000 })
    .toContain("1 Street, 1000 Brussels");
  await page.goto(`${site.letter}/sign`);
  await page.getByRole("link", { name: "privacy of this letter" }).click();
  await expect(page.getByText("3 months after the letter closes").first()).toBeVisible();
  await expectAccessible(page);
});

test("only an owner of the letter gets the file", async ({ browser, site }) => {
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE status = 'pending' LIMIT 1",
  );
  const path = `/admin/letters/${demoSlug}/signatures/${rows[0]?.id}/held.json`;
  const statusFor = async (role: "owner" | "moderator" | "viewer", origin = site.url) => {
    const { page } = await personAtDesk(browser, site, role);
    const cookies = await page.context().cookies();
    const answer = await fetch(site.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: origin, Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
    });
    return answer.status;
  };
  expect(await statusFor("owner")).toBe(200);
  expect(await statusFor("owner", "https://evil.example")).toBe(403);
  expect(await statusFor("moderator")).toBe(404);
  expect(await statusFor("viewer")).toBe(404);
  const stranger = await fetch(site.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { Origin: site.url },
  });
  expect(stranger.status).toBe(303);
});
