import { parse } from "csv-parse/sync";
import { fillLetter } from "@/tests/load/fill";
import { honestForm, post, shoot } from "@/tests/support/attack";
import { outputs, plant } from "@/tests/support/outputs";
import { expect, test } from "@/tests/support/stories";

/* Nothing here is refused, so nothing is counted: the text is taken, stored as it came, and shown as the text that it is. */

/** What would become an element, an attribute or a script, where somebody forgot where it stands. `data-bite` tells on it. */
const bites: Record<string, { text: string; short: string }> = {
  "that ends attributes, titles, text fields, styles, scripts and comments": {
    text: `"><b data-bite>'><b data-bite>--></title></textarea></style></noscript></script><script data-bite>alert(1)</script><!--&lt;b data-bite&gt;`,
    short: `"'></title></textarea></script><b data-bite>`,
  },
  "of Markdown, handlers and addresses of script": {
    text: `<img data-bite src=x onerror=alert(1)>[x](javascript:alert(1)) ![x](https://evil.example/p.png) <svg/onload=alert(1) data-bite>\`<b data-bite>\``,
    short: `[x](javascript:1)<img data-bite onerror=1>`,
  },
};

for (const [kind, { text, short }] of Object.entries(bites)) {
  test(`a text ${kind} stays a text, from every field to every page, file and mail`, async ({
    page,
    site,
  }) => {
    const slug = `bites-${Date.now()}`;
    await fillLetter(site.databaseUrl, slug, 0);
    const planted = await plant(site, slug, text, short);
    const found = await outputs(site, planted, text);
    await page.goto("about:blank");
    const missing = found.filter(({ text: sent, holds }) => holds && !/data-bite|javascript/.test(sent));
    expect(missing.map(({ name }) => name)).toEqual([]);
    for (const { name, type, text: sent } of found) {
      if (!type.startsWith("text/html")) {
        expect([name, type]).toEqual([name, expect.stringMatching(/json|text\/csv/)]);
        if (/json/.test(type)) JSON.parse(sent);
        continue;
      }
      const seen = await page.evaluate((html) => {
        const parsed = new DOMParser().parseFromString(html, "text/html");
        const elements = [...parsed.querySelectorAll("*")];
        return {
          bites: parsed.querySelectorAll("[data-bite]").length,
          handlers: elements.filter((one) => [...one.attributes].some(({ name }) => name.startsWith("on")))
            .length,
          scripts: elements.filter((one) =>
            ["href", "src", "action", "formaction"].some((name) =>
              /^\s*(javascript|data):/i.test(one.getAttribute(name) ?? ""),
            ),
          ).length,
          pictures: [...parsed.querySelectorAll("img, iframe, object, embed")].filter((one) =>
            /evil/.test(one.outerHTML),
          ).length,
        };
      }, sent);
      expect([name, seen]).toEqual([name, { bites: 0, handlers: 0, scripts: 0, pictures: 0 }]);
    }
    // A browser that opens the worst of them says nothing to its console, and asks nobody (the fixture watches).
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    for (const path of ["", "/signatories"]) await page.goto(`${site.url}/en/${slug}${path}`);
    expect([...new Set(asked)]).toEqual([site.url]);
  });
}

const formulas = [
  "=",
  "+",
  "-",
  "@",
  "＝",
  "＋",
  "－",
  "＠",
  "﹢",
  "﹣",
  "﹦",
  "⁺",
  " =",
  "\u00a0=",
  "\u3000＝",
  "x;=",
  'x;"=',
  "x; ＠",
];

test("no cell of the log's file is a formula, whichever sign a name or an address begins with, at commas or semicolons", async ({
  site,
}) => {
  const slug = `cells-${Date.now()}`;
  await fillLetter(site.databaseUrl, slug, 0);
  for (const sign of formulas) {
    const form = { ...(await honestForm(site, slug)), name: `${sign}cmd|'/c calc'!A1` };
    expect([sign, (await post(site, `/en/${slug}/sign`, form)).status]).toEqual([sign, 303]);
  }
  const { grantRole } = await import("@/lib/accounts/members");
  const { beginSession } = await import("@/lib/accounts/sessions");
  const { handle } = await import("@/lib/moderation/handling");
  const { makeToken } = await import("@/lib/tokens/tokens");
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT s.id FROM signature s JOIN letter l ON l.id = s.letter_id WHERE l.slug = $1 LIMIT 1",
    [slug],
  );
  let Cookie = "";
  for (const email of [
    "=mallory@host.example",
    "+mallory@host.example",
    "-mallory@host.example",
    "@mallory@host.example",
  ]) {
    const { moderatorId } = await grantRole(email, "moderator", slug);
    expect(
      await handle({ signatureId: rows[0]?.id ?? "", kind: "note", text: "=1+1" }, moderatorId, new Date()),
    ).toMatchObject({ ok: true });
    const secret = makeToken();
    await beginSession(secret, moderatorId, new Date());
    Cookie = `undersigned-session=${secret}`;
  }
  const { text, status } = await shoot(site, { path: `/admin/letters/${slug}/log.csv`, headers: { Cookie } });
  expect([status, text.split("cmd|").length > formulas.length, text.split("mallory@").length > 4]).toEqual([
    200,
    true,
    true,
  ]);
  for (const delimiter of [",", ";", "\t"]) {
    const cells: string[] = parse(text, {
      delimiter,
      relax_column_count: true,
      ...(delimiter === "," ? {} : { quote: null, relax_quotes: true }),
    }).flat();
    expect(cells.filter((cell) => /^[\s"]*[=+\-@]/.test(cell.normalize("NFKC")))).toEqual([]);
  }
});
