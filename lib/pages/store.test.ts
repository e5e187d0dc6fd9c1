import { describe, expect, test } from "vitest";
import { etagOf, PageStore, type Rendered } from "@/lib/pages/store";

const now = new Date("2026-11-24T12:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const page = (body: string, changes: Partial<Rendered> = {}): Rendered => ({
  contentType: "text/html",
  body,
  letterId: "a",
  ...changes,
});
const text = async (store: PageStore, render: () => Promise<Rendered | null>, at = now) =>
  new TextDecoder().decode((await store.get("key", render, at))?.bytes);

function hearing(): PageStore {
  const store = new PageStore();
  store.hear(true);
  return store;
}

describe("kept pages", () => {
  test("are rendered once, also for many at once", async () => {
    const store = hearing();
    let renderings = 0;
    const render = async () => page(String(++renderings));
    const texts = await Promise.all(Array.from({ length: 50 }, () => text(store, render)));
    expect(new Set(texts)).toEqual(new Set(["1"]));
    expect(await text(store, render, later(3600_000))).toBe("1");
  });

  test("are forgotten with their letter, and no other's", async () => {
    const store = hearing();
    await text(store, async () => page("old"));
    store.forget("b");
    expect(await text(store, async () => page("new"))).toBe("old");
    store.forget("a");
    expect(await text(store, async () => page("new"))).toBe("new");
  });

  test("rendered while the letter changed are not kept", async () => {
    const store = hearing();
    const slow = store.get(
      "key",
      async () => {
        store.forget("a");
        return page("old");
      },
      now,
    );
    expect(new TextDecoder().decode((await slow)?.bytes)).toBe("old");
    expect(await text(store, async () => page("new"))).toBe("new");
  });

  test("asked for after a change, do not join a rendering from before it", async () => {
    const store = hearing();
    let finish = () => {};
    const before = store.get(
      "key",
      () =>
        new Promise((resolve) => {
          finish = () => resolve(page("old"));
        }),
      now,
    );
    store.forget("a");
    expect(await text(store, async () => page("new"))).toBe("new");
    finish();
    await before;
    expect(await text(store, async () => page("newest"))).toBe("new");
  });

  test("are believed for a second only while nothing is heard", async () => {
    const store = new PageStore();
    await text(store, async () => page("old"));
    expect(await text(store, async () => page("new"), later(900))).toBe("old");
    expect(await text(store, async () => page("new"), later(1100))).toBe("new");
  });

  test("are found by the address that they answered, until they are forgotten", async () => {
    const store = hearing();
    const kept = await store.get("key", async () => page("old"), now);
    expect(store.at("/en/a", now)).toBeNull();
    if (kept) store.answers("/en/a", kept, { etag: etagOf(kept) });
    expect(store.at("/en/a", now)).toEqual({ page: kept, headers: { etag: kept && etagOf(kept) } });
    store.forget("a");
    expect(store.at("/en/a", now)).toBeNull();
    // The new page under the old key is not answered with the old page's headers.
    await store.get("key", async () => page("new"), now);
    expect(store.at("/en/a", now)).toBeNull();
  });

  test("are not noted under an address that no honest reader has", async () => {
    const store = hearing();
    const kept = await store.get("key", async () => page("x"), now);
    const address = `/en/a?${"x".repeat(3000)}`;
    if (kept) store.answers(address, kept, { etag: etagOf(kept) });
    expect(store.at(address, now)).toBeNull();
  });

  test("are not found by their address when they may be old", async () => {
    const store = new PageStore();
    const kept = await store.get("key", async () => page("open", { freshUntil: later(500) }), now);
    if (kept) store.answers("/en/a", kept, { etag: etagOf(kept) });
    expect(store.at("/en/a", later(499))?.page).toBe(kept);
    expect(store.at("/en/a", later(501))).toBeNull();
    const second = await store.get("second", async () => page("x"), now);
    if (second) store.answers("/en/b", second, { etag: etagOf(second) });
    expect(store.at("/en/b", later(1001))).toBeNull();
  });

  test("end when they say so", async () => {
    const store = hearing();
    await text(store, async () => page("open", { freshUntil: later(5000) }));
    expect(await text(store, async () => page("closed"), later(4999))).toBe("open");
    expect(await text(store, async () => page("closed"), later(5000))).toBe("closed");
  });

  test("what is not there, or fails, is asked for again", async () => {
    const store = hearing();
    expect(await store.get("key", async () => null, now)).toBeNull();
    await expect(
      store.get(
        "key",
        async () => {
          throw new Error("down");
        },
        now,
      ),
    ).rejects.toThrow("down");
    expect(await text(store, async () => page("there"))).toBe("there");
  });
});
