import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor, namesPerPage, placeOnList } from "@/lib/register/cursor";

describe("a cursor", () => {
  test("comes back as it went", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.uuid(), fc.nat(), (name, id, position) => {
        expect(decodeCursor(encodeCursor({ sort: "name", name, id }))).toEqual({ sort: "name", name, id });
        expect(decodeCursor(encodeCursor({ sort: "signed", position }))).toEqual({
          sort: "signed",
          position,
        });
      }),
    );
  });

  test("anything else is null", () => {
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const text of [
      "",
      "x",
      "%%%",
      made(["s", -1]),
      made(["s", "1; DROP"]),
      made(["n", "a", "no-uuid"]),
      made(["n", "a\0b", "00000000-0000-4000-8000-000000000000"]),
      made(["s", 1, "more"]),
      Buffer.from('["s", 1]').toString("base64url"),
      made({}),
      made(null),
    ]) {
      expect(decodeCursor(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text)));
  });
});

test("a name is on the page of the list that its place leads to, whatever was removed before it", () => {
  const list = fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 600 });
  fc.assert(
    fc.property(list, fc.nat(), (positions, pick) => {
      const position = positions[pick % positions.length] ?? 1;
      const [address = "", place] = placeOnList(position).split("#");
      const cursor = decodeCursor(new URLSearchParams(address.split("?")[1]).get("after") ?? "");
      const before = cursor?.sort === "signed" ? cursor.position : 0;
      const page = positions
        .sort((a, b) => a - b)
        .filter((one) => one > before)
        .slice(0, namesPerPage);
      expect(page).toContain(position);
      expect(place).toBe(`n${position}`);
    }),
  );
  expect([placeOnList(null), placeOnList(namesPerPage)]).toEqual(["/signatories", "/signatories#n120"]);
});
