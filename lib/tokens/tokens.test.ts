import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hashToken, makeToken, parseToken } from "@/lib/tokens/tokens";

describe("a link's secret (rule 5)", () => {
  test("has 256 random bits, and no two are the same", () => {
    const tokens = Array.from({ length: 1000 }, makeToken);
    for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(new Set(tokens).size).toBe(1000);
  });

  test("is stored as the SHA-256 of its text, from which it cannot be read back", () => {
    const token = makeToken();
    const stored = Buffer.from(hashToken(token));
    expect(stored.equals(createHash("sha256").update(token).digest())).toBe(true);
    expect(stored.equals(Buffer.from(token, "base64url"))).toBe(false);
  });

  test.each([
    undefined,
    null,
    1,
    "",
    "x",
    "A".repeat(42),
    "A".repeat(44),
    `${"A".repeat(42)}=`,
    ["A".repeat(43)],
  ])("%j is none", (text) => expect(parseToken(text)).toBeNull());
});
