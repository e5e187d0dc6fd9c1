import { describe, expect, test } from "vitest";
import { isKnown, preferredCoding } from "@/app/_http/front";

describe("the coding of an answer (RFC 9110, 12.5.3)", () => {
  test.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["BR", "br"],
    ["gzip ; q=0", null],
    ["identity", null],
    ["", null],
    [undefined, null],
    // What would keep a careless parser busy is not read.
    [`br${" ".repeat(15_000)}x`, null],
  ])("%j gives %j", (header, coding) => expect(preferredCoding(header)).toBe(coding));
});

describe("a validator that the client has", () => {
  test.each([
    ['W/"a"', true],
    ['"a"', true],
    ['"b", W/"a"', true],
    ["*", true],
    ['"b"', false],
    [undefined, false],
  ])("%j: %j", (header, known) => expect(isKnown(header, 'W/"a"')).toBe(known));
});
