import { beforeEach, describe, expect, test } from "vitest";
import { POST as postConfirm } from "@/app/[locale]/[letter]/confirm/route";
import { POST as postErase } from "@/app/[locale]/[letter]/mine/erase/route";
import { POST as postSign } from "@/app/[locale]/[letter]/sign/route";
import { db } from "@/lib/db";
import { RefusalKind } from "@/lib/generated/prisma/enums";
import { sweepExpired } from "@/lib/jobs/sweep";
import { keepNotingRefusals, noteRefusals } from "@/lib/refusals/commands";
import { countRefusal, takeRefusals } from "@/lib/refusals/counter";
import { readRefusals } from "@/lib/refusals/queries";
import { statementsOf } from "@/tests/support/statements";
import { makeLetter, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const hour = 3600_000;
beforeEach(async () => {
  takeRefusals();
  await db().refusalCount.deleteMany();
});

/** What stands in the figures, by kind. */
async function noted(): Promise<Record<string, number>> {
  const rows = await readRefusals(new Date());
  return Object.fromEntries(rows.map(({ kind, week }) => [kind, week]));
}

const counted = () => Object.fromEntries(takeRefusals());

describe("a refusal is counted where it is made", () => {
  const here = "http://localhost:3000";
  const ask = async (
    route: typeof postSign,
    body: BodyInit,
    headers: Record<string, string> = { origin: here },
  ): Promise<number> => {
    const letter = await makeLetter();
    const request = new Request(`${here}/en/${letter.slug}/x`, { method: "POST", headers, body });
    return (await route(request, { params: Promise.resolve({ locale: "en", letter: letter.slug }) })).status;
  };
  const form = (fields: Record<string, string> = {}) => new URLSearchParams(fields);

  test("once, by its kind, with the status that it always had", async () => {
    const token = "A".repeat(43);
    expect(await ask(postSign, form(), { origin: "https://evil.example" })).toBe(403);
    expect(counted()).toEqual({ other_site: 1 });
    expect(await ask(postSign, "x".repeat(70_000), { origin: here, "content-type": "text/plain" })).toBe(400);
    expect(counted()).toEqual({ unreadable: 1 });
    expect(await ask(postSign, form({ name: "x".repeat(70_000) }))).toBe(413);
    expect(counted()).toEqual({ too_large: 1 });
    expect(await ask(postSign, form())).toBe(422);
    expect(counted()).toEqual({ incomplete: 1 });
    expect(await ask(postConfirm, form({ token: "x" }))).toBe(400);
    expect(await ask(postConfirm, form({ token }))).toBe(404);
    expect(counted()).toEqual({ link: 2 });
    expect(await ask(postErase, form({ sure: "yes" }))).toBe(403);
    expect(counted()).toEqual({ visit: 1 });
  });
});

describe("what was counted", () => {
  test("is noted in one statement, however much it is, and only once", async () => {
    for (let times = 0; times < 10_000; times += 1) countRefusal(times % 2 ? "link" : "other_site");
    const said = await statementsOf(noteRefusals);
    expect(said).toHaveLength(1);
    expect(await statementsOf(noteRefusals)).toEqual([]);
    expect(await noted()).toEqual({ link: 5000, other_site: 5000 });
    expect(await db().refusalCount.count()).toBe(2);
  });

  test("of many processes at once adds up, and none waits in a circle", async () => {
    const kinds = Object.values(RefusalKind);
    await Promise.all(
      Array.from({ length: 40 }, (_, at) => {
        for (const kind of at % 2 ? kinds : kinds.toReversed()) countRefusal(kind);
        return noteRefusals();
      }),
    );
    expect(await noted()).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 40])));
  });

  test("waits while it cannot be written, and is not lost", async () => {
    countRefusal("visit", 3);
    await db().$executeRaw`ALTER TABLE refusal_count RENAME TO away`;
    await expect(noteRefusals()).rejects.toThrow();
    await db().$executeRaw`ALTER TABLE away RENAME TO refusal_count`;
    countRefusal("visit");
    await noteRefusals();
    expect(await noted()).toEqual({ visit: 4 });
  });

  test("is noted by itself, and at the latest when the process ends", async () => {
    const noting = keepNotingRefusals();
    countRefusal("rights");
    await expect.poll(noted).toEqual({ rights: 1 });
    countRefusal("rights");
    await noting.stop();
    expect(await noted()).toEqual({ rights: 2 });
  });
});

describe("the figures", () => {
  const at = (hours: number) => new Date(Math.floor(Date.now() / hour - hours) * hour);

  test("are those of the last day and of the last seven, the most frequent first", async () => {
    await db().refusalCount.createMany({
      data: [
        { slot: at(0), kind: "link", count: 1 },
        { slot: at(23), kind: "link", count: 2 },
        { slot: at(25), kind: "link", count: 4 },
        { slot: at(30), kind: "session", count: 90 },
        { slot: at(24 * 7 + 1), kind: "method", count: 1000 },
      ],
    });
    expect(await readRefusals(new Date())).toEqual([
      { kind: "session", day: 0, week: 90 },
      { kind: "link", day: 3, week: 7 },
    ]);
  });

  test("are kept for thirty days", async () => {
    const kept = at(24 * 30 - 2);
    await db().refusalCount.createMany({
      data: [
        { slot: kept, kind: "link", count: 1 },
        { slot: at(24 * 30 + 1), kind: "link", count: 1 },
      ],
    });
    await sweepExpired(new Date());
    expect(await db().refusalCount.findMany()).toEqual([{ slot: kept, kind: "link", count: 1 }]);
  });
});
