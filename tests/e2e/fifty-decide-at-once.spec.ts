import { fillLetter } from "@/tests/load/fill";
import { decideAtOnce, disagreements, fillPending, newModerator } from "@/tests/support/deciders";
import { expect, test } from "@/tests/support/stories";

test("fifty moderators decide on the same two hundred signatures at once: each is decided once, nothing fails", async ({
  site,
}) => {
  test.setTimeout(240_000);
  // A letter of its own: the demo's list stays as others know it.
  const slug = "fifty-decide";
  await fillLetter(site.databaseUrl, slug, 0);
  const desk = { site: site.url, slug, databaseUrl: site.databaseUrl };
  const ids = await fillPending(desk, 200);
  const cookies: string[] = [];
  for (let at = 0; at < 50; at += 1) cookies.push(await newModerator(slug));
  // Two by two through the same eight, so that each signature has two who want it at the same moment; `npm run bench -- desk` lets
  // everybody try everything.
  const lists = cookies.map((_, who) => ids.slice(Math.floor(who / 2) * 8, Math.floor(who / 2) * 8 + 8));
  const outcomes = await decideAtOnce(desk, cookies, lists);
  expect([...outcomes.statuses]).toEqual([[200, 400]]);
  expect([outcomes.done, outcomes.late]).toEqual([200, 200]);
  expect(await disagreements(desk, ids)).toEqual([]);
});
