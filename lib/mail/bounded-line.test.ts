import { expect, test } from "vitest";
import { boundedLine } from "@/lib/mail/bounded-line";

test("what strangers wrote is short, one line, and nothing that a mail program would make a link of", () => {
  expect(boundedLine("Kinderhilfe e.V.", 80)).toBe("Kinderhilfe e.\u2060V.");
  for (const text of ["https://evil.example/now", "www.evil.example", "mail me@evil.example", "tel:+49"]) {
    const line = boundedLine(text, 80);
    expect(line).not.toMatch(/https?:\/\/|\w\.\w|\w@\w|tel:\+/);
    expect(line.replaceAll("\u2060", "")).toBe(text);
  }
  expect(boundedLine("a\nb\u2028c", 80)).toBe("a b c");
  expect([...boundedLine("x".repeat(300), 80)]).toHaveLength(80);
});
