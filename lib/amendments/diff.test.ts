import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordDiff } from "@/lib/amendments/diff";

const marked = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ text, is }) => (is === "kept" ? text : is === "removed" ? `[-${text}-]` : `{+${text}+}`))
    .join("");

describe("what turns one name into another", () => {
  test.each([
    ["Kinderhilfe e.V.", "Kinderhilfe Österreich e.V.", "Kinderhilfe {+Österreich +}e.V."],
    ["Organisaton for All", "Organisation for All", "[-Organisaton-]{+Organisation+} for All"],
    ["", "Alpha", "{+Alpha+}"],
    ["https://old.example/", "https://new.example/", "https://[-old-]{+new+}.example/"],
    ["Same", "Same", "Same"],
  ])("%s → %s", (before, after, expected) => expect(marked(before, after)).toBe(expected));

  test("both lines can be read out of it, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, after) => {
        const runs = wordDiff(before, after);
        const without = (left: string) => runs.flatMap(({ text, is }) => (is === left ? [] : text)).join("");
        expect(without("added")).toBe(before);
        expect(without("removed")).toBe(after);
      }),
    );
  });
});
