import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainName } from "@/lib/mail/plain-name";

describe("a name in a mail that nobody may have asked for", () => {
  test.each([
    ["Child Safety Trust", "Child Safety Trust"],
    ["Kinderhilfe e.V.", "Kinderhilfe e. V."],
    ["Change.org", "Change. org"],
    ["https://evil.example/pay?now", "evil. example/pay?now"],
    ["WWW.evil.example", "evil. example"],
    ["http://www.evil.example", "evil. example"],
    ["javascript:alert(1)", "alert(1)"],
    ["hxxps://evil.example", "evil. example"],
    ["write to mallory@evil.example", "write to mallory @ evil. example"],
    ["Evil\r\nBcc: everybody\u2028click", "Evil Bcc: everybody click"],
    ["ｅｖｉｌ．ｅｘａｍｐｌｅ", "evil. example"],
    ["evil。example", "evil。 example"],
    ["ev\u200bil.example", "ev il. example"],
    ["//evil.example", "/evil. example"],
  ])("%s", (name, shown) => {
    expect(plainName(name)).toBe(shown);
  });

  test("is whole where it is an organisation's, and cut behind a word where it is longer than names are", () => {
    const long =
      "Deutsche Gesellschaft für Prävention und Intervention bei Kindesmisshandlung, -vernachlässigung und sexualisierter Gewalt e. V.";
    expect(plainName(long)).toBe(long);
    expect(plainName(`${long} und weitere Verbände`)).toBe(`${long} und…`.replace(" und…", "…"));
    expect(plainName(long.replace("e. V.", "eingetragener Verein"))).toBe(
      "Deutsche Gesellschaft für Prävention und Intervention bei Kindesmisshandlung, -vernachlässigung und sexualisierter Gewalt…",
    );
    expect(plainName("x".repeat(200))).toBe(`${"x".repeat(129)}…`);
  });

  test("is one line of at most 130 characters without a link, whatever is typed", () => {
    const nasty = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          "http://",
          "https:",
          "www.",
          "evil.com",
          ".",
          "/",
          "@",
          "\n",
          "\u202e",
          "mailto:",
          "。",
          "😀",
        ),
      ),
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        const shown = plainName(parts.join(""));
        expect([...shown].length).toBeLessThanOrEqual(130);
        expect(shown).not.toMatch(
          /[\r\n\u2028\u2029\u202e]|https?:\/\/|\bwww\.\S|[.。．｡][\p{L}\p{N}]|\S@|@\S/iu,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
