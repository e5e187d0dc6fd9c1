import { randomUUID } from "node:crypto";
import {
  expect,
  expectAccessible,
  moderatorAtDesk,
  signAndConfirm,
  somebody,
  statusOf,
  test,
} from "@/tests/support/stories";

test("a moderator approves what is ticked, and rejects everything that a search finds", async ({
  page,
  browser,
  site,
}) => {
  const people = [somebody(), somebody(), somebody()];
  for (const person of people) await signAndConfirm(page, site, person);
  const [anna, bela, carl] = people.map(({ organisation, email }) => ({ organisation, email }));
  const desk = await moderatorAtDesk(browser, site);
  await desk.getByText("Decide on many").click();
  await desk.getByRole("button", { name: "Approve these" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("Tick at least one signature");
  await desk.getByLabel(`Tick ${anna?.organisation}`).check();
  await desk.getByLabel(`Tick ${bela?.organisation}`).check();
  await desk.getByRole("button", { name: "Approve these" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Approving 2" })).toBeVisible();
  await expect(desk.getByRole("status").filter({ hasText: "Finished" })).toBeVisible();
  await expect(desk.getByText("Decided: 2")).toBeVisible();
  await expectAccessible(desk);
  expect(await statusOf(site, anna?.email ?? "")).toBe("published");
  expect(await statusOf(site, bela?.email ?? "")).toBe("published");
  expect(await statusOf(site, carl?.email ?? "")).toBe("pending");

  await desk.getByRole("link", { name: "Back to the queue" }).click();
  await desk.getByLabel("Search every field").fill(carl?.email ?? randomUUID());
  await desk.getByRole("button", { name: "Search" }).click();
  await expect(desk.getByRole("link", { name: carl?.organisation })).toBeVisible();
  await desk.getByText("Decide on many").click();
  await desk.getByLabel("Everything in this view").check();
  await desk.getByRole("button", { name: "Reject these" }).click();
  await expect(desk.getByRole("alert").first()).toContainText("Choose a reason or write one");
  await desk.getByLabel("Everything in this view").check();
  await desk.getByLabel("Reason from the list").selectOption({ index: 1 });
  await desk.getByRole("button", { name: "Reject these" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Rejecting 1" })).toBeVisible();
  await expect(desk.getByText("Decided: 1")).toBeVisible();
  expect(await statusOf(site, carl?.email ?? "")).toBe("rejected");
  expect((await site.mailbox.waitFor(carl?.email ?? "", /^Not published/)).text).toContain(
    "could not verify",
  );
});
