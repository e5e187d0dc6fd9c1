import { mkdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mail } from "@/emails/mail";
import { locales } from "@/lib/i18n/locales";
import { renderMail } from "@/lib/mail/react-adapter";
import { browserPath } from "@/tests/support/browser";
import { mailOfEachKind } from "@/tests/support/mails";

/** Where the pictures lie afterwards, to be looked at: one of each mail, language and look. */
const folder = path.resolve("test-results/mails");
const looks = [
  { look: "phone-light", viewport: { width: 320, height: 640 }, colorScheme: "light" },
  { look: "desktop-dark", viewport: { width: 1000, height: 700 }, colorScheme: "dark" },
] as const;

const longWord = "Kinderschutzbundeslandesverbandsgeschäftsstellenleitung";
const longName = `Bundesarbeitsgemeinschaft der ${longWord} in Schleswig-Holstein und Mecklenburg-Vorpommern e. V.`;

/** The same mail about somebody with the longest of names. */
function withLongNames(mail: Mail): Mail {
  const longer: Record<string, string> = { name: longName, representative: longName, publisher: longName };
  const said = Object.entries(mail).map(([key, value]) => [
    key,
    typeof value === "string" ? (longer[key] ?? value) : value,
  ]);
  return Object.fromEntries(said) as Mail;
}

/** What axe asks of a page of a site, which a mail inside somebody's program is not. */
const ofPages = ["landmark-one-main", "page-has-heading-one", "region"];

let browser: Browser;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await chromium.launch({
    executablePath: await browserPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});
afterAll(() => browser.close());

describe.each(looks)("the picture of a mail ($look)", ({ look, viewport, colorScheme }) => {
  let page: Page;
  const fetched: string[] = [];
  beforeAll(async () => {
    page = await (await browser.newContext({ viewport, colorScheme })).newPage();
    page.on("request", (request) => fetched.push(request.url()));
  });

  test.each(Object.keys(mailOfEachKind) as Mail["kind"][])(
    "%s: fits, can be read by everybody, and fetches nothing",
    async (kind) => {
      for (const locale of locales) {
        const { html } = await renderMail(withLongNames(mailOfEachKind[kind]), locale);
        await page.setContent(html);
        await page.screenshot({ path: path.join(folder, `${kind}-${locale}-${look}.png`), fullPage: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, `${kind} ${locale}`).toBeLessThanOrEqual(viewport.width);
      }
      const { violations } = await new AxeBuilder({ page }).disableRules(ofPages).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
        [],
      );
      expect(fetched).toEqual([]);
    },
  );
});
