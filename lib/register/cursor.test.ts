import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "@/lib/register/cursor";

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
