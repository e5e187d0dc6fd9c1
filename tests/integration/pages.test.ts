import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/lib/db";
import { decide } from "@/lib/moderation/commands";
import { followChanges } from "@/lib/pages/changes";
import { PageStore } from "@/lib/pages/store";
import { deskHub } from "@/lib/presence/hub";
import { makeLetter, moderatorOf, pendingSignature, withTestDatabase } from "@/tests/support/world";

withTestDatabase();

const store = new PageStore();
let stop: () => Promise<void>;
beforeAll(() => {
  stop = followChanges(store, deskHub());
});
afterAll(() => stop());

describe("kept pages", () => {
  test("are dropped within two seconds of a decision, by whichever process", async () => {
    const letter = await makeLetter();
    const moderatorId = await moderatorOf(letter);
    const signatureId = await pendingSignature(letter);
    const count = async () => {
      const render = async () => {
        const { publishedCount } = await db().letter.findUniqueOrThrow({ where: { id: letter.id } });
        return { contentType: "text/plain", body: String(publishedCount), letterId: letter.id };
      };
      const page = await store.get("count", render, new Date());
      return new TextDecoder().decode(page?.bytes);
    };
    expect(await count()).toBe("0");
    await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, new Date());
    await expect.poll(count, { timeout: 2000, interval: 20 }).toBe("1");
  });

  test("a lost connection to the database is made again, and nothing old survives it", async () => {
    const letter = await makeLetter();
    let renderings = 0;
    const get = () =>
      store.get(
        "lost",
        async () => ({ contentType: "text/plain", body: String(++renderings), letterId: letter.id }),
        new Date(),
      );
    await get();
    await get();
    expect(renderings).toBe(1);
    await db()
      .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE (query LIKE 'LISTEN %' OR query = 'SELECT 1') AND datname = current_database()`;
    await expect
      .poll(
        async () => {
          await get();
          return renderings;
        },
        { timeout: 5000 },
      )
      .toBeGreaterThan(1);
    await expect
      .poll(
        async () => {
          const before = renderings;
          await get();
          return renderings - before;
        },
        { timeout: 5000, interval: 200 },
      )
      .toBe(0);
  });
});
