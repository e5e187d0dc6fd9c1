import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";
import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import { settingNames } from "@/lib/env";
import { messages } from "@/lib/i18n/translate";
import nextConfig from "@/next.config.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/** All files below some folders with some endings, as paths from the root. */
function files(folders: string[], endings: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => path.join(folder, name))
      .filter(
        (file) =>
          endings.test(file) && !file.includes("generated") && statSync(path.join(root, file)).isFile(),
      ),
  );
}

const source = files(["app", "lib", "emails"], /(?<!\.test)\.tsx?$/);
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** What a file imports: static, dynamic and re-exports; types apart, for they are gone at run time. */
function importsOf(file: string): { from: string; isType: boolean }[] {
  return [
    ...read(file).matchAll(
      /(?:^|\n)\s*(import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g,
    ),
  ].map((match) => ({ from: match[3] ?? match[4] ?? match[5] ?? "", isType: match[2] !== undefined }));
}

describe("the house: arrows run one way", () => {
  const adapters = [
    "lib/accounts/next-auth-adapter.ts",
    "lib/accounts/oidc-adapter.ts",
    "lib/mail/react-adapter.ts",
  ];

  test("nothing in lib imports from app, next or react, but for the adapters named as such", () => {
    const wrong = source
      .filter((file) => file.startsWith("lib/") && !adapters.includes(file))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ from }) => /^(@\/app|@\/scripts|@\/tests|next(\/|$|-auth)|react(\/|$|-dom))/.test(from))
          .map(({ from }) => `${file} → ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  test("emails know only their props", () => {
    const wrong = source
      .filter((file) => file.startsWith("emails/"))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ from, isType }) => !isType && !/^(@\/emails\/|react$)/.test(from))
          .map(({ from }) => `${file} → ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  test("app touches the database through lib alone, and its presentational parts not at all", () => {
    const wrong = source
      .filter((file) => file.startsWith("app/"))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ from, isType }) => {
            if (isType) return false;
            if (/^(@\/lib\/db|pg|@prisma)/.test(from) || /^@\/lib\/generated/.test(from)) return true;
            return file.startsWith("app/_ui/") && /commands$/.test(from);
          })
          .map(({ from }) => `${file} → ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  test("only lib/signatures/status.ts writes a signature's status", () => {
    const writes =
      /signature\.(update|updateMany|create|createMany|upsert|updateManyAndReturn|createManyAndReturn)\(|(UPDATE|INSERT INTO) signature\b/;
    const writers = [...source, ...files(["scripts", "prisma"], /\.ts$/)].filter((file) =>
      writes.test(read(file)),
    );
    // marks.ts writes what else changes about a signature; never where it stands in its life.
    expect(writers).toEqual(["lib/signatures/marks.ts", "lib/signatures/status.ts"]);
    expect(read("lib/signatures/marks.ts")).not.toMatch(
      /\bstatus\b\s*[=:]|\bposition\b|published_at|publishedAt/,
    );
  });

  test("what is written to a log is our own words: an error's are told by faultLine", () => {
    const wrong = source
      .filter((file) => file !== "lib/faults.ts")
      .flatMap((file) =>
        [...read(file).matchAll(/console\.\w+\(([\s\S]*?)\);?\n/g)]
          .map(([, said = ""]) => said.replace(/faultLine\(\w+\)|withoutReason\(\w+\)/g, ""))
          .filter((said) => /\$\{(?!code\})[^}]+\}|^[^"`]*\w/.test(said.replace(/\$\{\}/g, "").trim()))
          .map((said) => `${file}: ${said}`),
      );
    expect(wrong).toEqual([]);
  });

  test("no address that a mail gives a token to is told to anybody as a Referer (rule 5)", async () => {
    const places = files(["lib/mail"], /(?<!\.test)\.ts$/).flatMap((file) =>
      [...read(file).matchAll(/\/([a-z/-]+)\?token=/g)].map(([, place]) => `/${place}`),
    );
    const rules = (await nextConfig.headers?.()) ?? [];
    const told = [...new Set(places)].filter(
      (place) =>
        !rules.some(
          ({ source, headers }) =>
            source.replace("/:locale/:letter", "") === place &&
            headers.some(({ key, value }) => key === "Referrer-Policy" && value === "strict-origin"),
        ),
    );
    expect(new Set(places).size).toBeGreaterThan(7);
    expect(told).toEqual([]);
  });

  test("whoever refuses counts it: no answer of a route says no by itself (lib/refusals)", () => {
    const says =
      /\bstatus: 4\d\d\b(?!, as: ")|NextResponse[^;]*\b4\d\d\b|"\/admin\/sign-in\?problem=(?!again)|\bnotFound\(\)/;
    // Where each kind of refusal is made, once.
    const places = ["app/_http/refused.ts", "app/admin/_session.ts", "proxy.ts"];
    const wrong = [...files(["app"], /(?<!\.test)\.tsx?$/), "proxy.ts"].filter((file) =>
      says.test(read(file)),
    );
    expect(wrong).toEqual(["app/admin/_session.ts", "proxy.ts"]);
    for (const file of places) expect([file, read(file).includes("countRefusal(")]).toEqual([file, true]);
  });

  test("no file passes 320 lines", () => {
    const long = source.filter((file) => read(file).split("\n").length > 320);
    expect(long).toEqual([]);
  });
});

describe("languages", () => {
  test("no component holds text of its own", () => {
    const wrong = source.filter((file) => file.endsWith(".tsx")).flatMap(hardCodedText);
    expect(wrong).toEqual([]);
  });

  test("the search for text finds some", () => {
    const found = textIn("x.tsx", 'const a = <p title="Hello there">Some words {"and more"}</p>;');
    expect(found).toHaveLength(3);
  });

  test("all languages have the same messages with the same arguments, and each can be read", () => {
    const flat = Object.fromEntries(
      Object.entries(messages).map(([locale, tree]) => [locale, flatten(tree)]),
    );
    const english = flat.en ?? {};
    for (const [locale, texts] of Object.entries(flat)) {
      expect(Object.keys(texts).sort(), locale).toEqual(Object.keys(english).sort());
      for (const [key, text] of Object.entries(texts)) {
        expect([key, argumentsOf(text)], locale).toEqual([key, argumentsOf(english[key] ?? "")]);
        for (const count of [0, 1, 2, 5, 1_000_000]) {
          const values = Object.fromEntries(
            argumentsOf(text).map((name) => [
              name,
              /count|shown|minutes|number|max/.test(name) ? count : "x",
            ]),
          );
          const t = createTranslator({
            locale,
            messages: { m: text },
            onError: (error) => {
              throw error;
            },
          });
          expect(t("m", values)).not.toBe("");
        }
      }
    }
  });

  test("every message is used, and every field has its errors", () => {
    const all = source.map(read).join("\n");
    const isUsed = (key: string) =>
      key
        .split(".")
        .map((_, at, parts) => parts.slice(0, at + 1).join("."))
        .some(
          (prefix) =>
            all.includes(`\`${prefix}.$`) ||
            all.includes(`"${key}"`) ||
            new RegExp(`\`${prefix.replace(/[^.]*$/, "")}[^\`]*\\$\\{`).test(all),
        );
    expect(
      Object.keys(flatten(messages.en)).filter((key) => !isUsed(key) && !key.startsWith("errors.")),
    ).toEqual([]);
  });
});

describe("settings", () => {
  test(".env.example lists every setting", () => {
    const listed = [...read(".env.example").matchAll(/^#?\s?([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(listed.sort()).toEqual([...settingNames].sort());
  });

  test("the Content-Security-Policy of public pages lets only our own files run", async () => {
    const { default: config } = await import("@/next.config.mjs");
    const rules: { headers: { key: string; value: string }[] }[] = (await config.headers?.()) ?? [];
    const policy =
      rules.flatMap(({ headers }) => headers).find(({ key }) => key === "Content-Security-Policy")?.value ??
      "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|nonce|sha256|https?:|\*/);
  });
});

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[prefix + key, value]]
        : Object.entries(flatten(value, `${prefix + key}.`)),
    ),
  );
}

function argumentsOf(message: string): string[] {
  return [
    ...new Set(
      [...message.matchAll(/(?<!(?:one|many|other|=\d) )\{(\w+)\s*[,}]/g)].map((match) => match[1] ?? ""),
    ),
  ].sort();
}

function hardCodedText(file: string): string[] {
  return textIn(file, read(file)).map((text) => `${file}: ${text}`);
}

const shownAttributes = new Set(["title", "alt", "placeholder", "aria-label", "label", "content"]);

/** Words in JSX that a reader would see: text, strings in braces, and attributes that are read out. */
function textIn(file: string, code: string): string[] {
  const found: string[] = [];
  const isText = (text: string) =>
    /\p{L}{2,}/u.test(text) && !/^(width=|light dark|noindex|summary$)/.test(text.trim());
  const walk = (node: unknown, attribute: string | null): void => {
    if (Array.isArray(node)) for (const item of node) walk(item, attribute);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const typed = node as Record<string, unknown> & { type?: string };
    if (typed.type === "JSXText" && isText(String(typed.value))) found.push(String(typed.value).trim());
    if (typed.type === "JSXAttribute") {
      const name = String((typed.name as { name?: string }).name);
      if (shownAttributes.has(name)) walk(typed.value, name);
      return;
    }
    const isLiteral = typed.type === "Literal" && typeof typed.value === "string";
    if (isLiteral && attribute && isText(String(typed.value))) found.push(String(typed.value));
    const next =
      typed.type === "JSXExpressionContainer"
        ? (attribute ?? "child")
        : typed.type === "CallExpression"
          ? null
          : attribute;
    for (const [key, child] of Object.entries(typed)) {
      if (key !== "attributes" || typed.type !== "JSXOpeningElement")
        walk(child, typed.type === "JSXElement" ? null : next);
      else walk(child, null);
    }
  };
  walk(parseSync(file, code).program, null);
  return found;
}
