import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "@playwright/test";
import { expect, statusOf, test } from "@/tests/support/stories";

/** What somebody types who signs for an organisation: the same for every way of signing that the README compares. */
const rosa = {
  name: "Kinderschutz Beispiel e.V.",
  country: "Germ",
  website: "kinderschutz.example",
  representativeName: "Rosa Richter",
  representativeRole: "Director",
} as const;

/** The README's row about this way: pages of form, fields shown, fields that must be filled, keys and clicks. */
function rowOfReadme(): number[] {
  const readme = readFileSync(path.resolve(import.meta.dirname, "../../README.md"), "utf8");
  const row = readme.split("\n").find((line) => line.startsWith("| Undersigned "));
  return (row ?? "").split("|").slice(2, 6).map(Number);
}

test("from the open letter to “check your inbox” it is one page of form, with the keys that the README counts", async ({
  page,
  site,
}) => {
  // Its own mailbox, of the length that is counted.
  const email = `rosa@${randomUUID().slice(0, 12)}.example`;
  expect(email).toHaveLength("rosa@kinderschutz.example".length);
  let strokes = 0;
  let formPages = 0;
  page.on("framenavigated", (frame) => {
    const isPlain = frame.url() === site.letter || /\/signed$/.test(frame.url());
    if (!isPlain) formPages += 1;
  });
  const press = async (key: string) => {
    await page.keyboard.press(key);
    strokes += 1;
  };
  const type = async (text: string) => {
    await page.keyboard.type(text);
    strokes += text.length;
  };
  const click = async (target: Locator) => {
    await target.click();
    strokes += 1;
  };
  await page.goto(site.letter);
  await click(page.getByRole("link", { name: "Sign this letter" }).first());
  await page.locator("form.sign").waitFor();
  const shown = await page
    .locator("form.sign :is(input, select):not([type=hidden], [aria-hidden] *)")
    .evaluateAll(
      (fields) =>
        new Set(fields.filter((field) => field.checkVisibility()).map((field) => field.getAttribute("name")))
          .size,
    );
  await click(page.locator("#name"));
  await type(rosa.name);
  for (const key of ["Tab", "Tab"]) await press(key);
  await type(rosa.country);
  for (const field of ["website", "representativeName", "representativeRole"] as const) {
    await press("Tab");
    await expect(page.locator(`#${field}`)).toBeFocused();
    await type(rosa[field]);
  }
  await press("Tab");
  await type(email);
  for (const box of ["authorised", "publish"]) {
    await press("Tab");
    await expect(page.locator(`#${box}`)).toBeFocused();
    await press("Space");
  }
  await press("Enter");
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  expect(await statusOf(site, email)).toBe("unconfirmed");

  const refused = await page.request.post(`${site.letter}/sign`, {
    form: { kind: "organisation" },
    headers: { origin: site.url },
  });
  const mustFill = new Set([...(await refused.text()).matchAll(/id="(\w+)-error"/g)].map(([, id]) => id))
    .size;
  expect([formPages, shown, mustFill, strokes]).toEqual(rowOfReadme());
  expect(formPages).toBe(1);
});
