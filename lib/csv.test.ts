import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "@/lib/csv";

describe("a line of CSV", () => {
  test.each(["=1+1", " =1", "＝1", "+1", "-1", "@x", "\t=1", "\u00a0=1"])("%j is no formula", (cell) => {
    const [[read = ""] = []] = parse(csvLine([cell]));
    expect(read.startsWith("'")).toBe(true);
  });

  test("nor is a later line of a cell", () => {
    expect(parse(csvLine(["a\n=1"]))).toEqual([["a\n'=1"]]);
  });

  test.each(["a;=1+1", "a\t=1+1", "a; ＝1", 'a;"=1+1&"', ";;@x", "a;b;-1;c"])(
    "nor is any part of %j where semicolons part the cells",
    (cell) => {
      const read = parse(csvLine([cell, "next"]), {
        delimiter: [";", "\t"],
        relax_quotes: true,
        quote: null,
      }).flat();
      expect(read.filter((part: string) => /^[\s"]*[=+\-@]/.test(part.normalize("NFKC")))).toEqual([]);
    },
  );

  test("an ordinary cell comes back as it went, quotes, commas and lines included", () => {
    expect(parse(csvLine(['Say "hi", a\nb', 5, null]))).toEqual([['Say "hi", a\nb', "5", ""]]);
    fc.assert(
      fc.property(
        fc.string().filter((text) => /^[\w ,;"']*$/.test(text) && !/^\s*$/.test(text)),
        (text) => {
          expect(parse(csvLine([text]))).toEqual([[text]]);
        },
      ),
    );
  });
});
