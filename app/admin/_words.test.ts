import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { actionWords, changeWords, evidenceText } from "@/app/admin/_words";
import type { Evidence } from "@/lib/evidence/evidence";
import { locales } from "@/lib/i18n/locales";
import { translator } from "@/lib/i18n/translate";
import { HandlingInput } from "@/lib/moderation/handling";
import { moves } from "@/lib/signatures/status";

/** Every action that the code writes into the log by its name. */
function actionsInCode(): string[] {
  const folder = path.resolve(import.meta.dirname, "../../lib");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.ts$/.test(file) && !/generated|\.test\.ts$|next-auth|oidc/.test(file),
  );
  const written = [/\baction: "(\w+)"/g, /\b(?:note|record\w*)\(tx, (?:[\w.]+, )*"(\w+)"/g];
  return files.flatMap((file) => {
    const source = readFileSync(path.join(folder, file), "utf8");
    return written.flatMap((pattern) => [...source.matchAll(pattern)].map(([, action = ""]) => action));
  });
}

const handlings = HandlingInput.options.map(({ shape }) => shape.kind.value);
const actions = [...new Set([...Object.keys(moves), ...handlings, ...actionsInCode()])];

describe("what was done, in words", () => {
  test("is found in the code: moves, handlings, and what people, news, protection and privacy write", () => {
    for (const known of ["approve", "hold", "expel", "news_send", "gateAdd", "erase", "mail_bounced", "bulk"])
      expect(actions).toContain(known);
    expect(actions.length).toBeGreaterThan(60);
  });

  test.each(locales)("of every action is there (%s)", (locale) => {
    const t = translator(locale);
    expect(
      actions.filter((action) => actionWords(t, action) === t("desk.historyAction.other", { action })),
    ).toEqual([]);
    // What an older or newer release wrote is still named.
    expect(actionWords(t, "somethingElse")).toContain("somethingElse");
  });

  test("says who did it and when", () => {
    const change = {
      id: 1n,
      at: new Date("2026-11-25T12:00:00Z"),
      action: "hold",
      actor: "moderator" as const,
      moderatorEmail: "anna@host.example",
    };
    const line = changeWords(translator("en"), change, "en");
    expect(line).toContain("Put on hold");
    expect(line).toContain("anna@host.example");
    expect(line).toMatch(/25 Nov 2026/);
  });
});

describe("what a check found, in words", () => {
  const name = "Große Hilfe e. V.";
  const found = [
    ...["published", "pending", "rejected"].map((status) => ({
      code: "similarName",
      values: { status, name },
    })),
    ...(["sameDomain", "samePerson", "otherSpelling"] as const).flatMap((code) =>
      [1, 2].map((count) => ({ code, values: { count, domain: "host.example", name } })),
    ),
  ] as Omit<Evidence, "weighs">[];

  test.each(locales)("has no second full stop after a name that ends with one (%s)", (locale) => {
    for (const { code, values } of found) {
      const words = evidenceText(translator(locale), { code, values, weighs: "against" }, locale);
      expect(words).toContain(name);
      expect(words).not.toMatch(/\.\s*\./);
    }
  });
});
