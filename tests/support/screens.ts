import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import pg from "pg";
import { grantRole } from "@/lib/accounts/members";
import { makeSignInLink } from "@/lib/accounts/sign-in-links";
import { invitationAddress, withAddress } from "@/lib/addresses/columns";
import { db, disconnect } from "@/lib/db";
import { RefusalKind } from "@/lib/generated/prisma/enums";
import { locales } from "@/lib/i18n/locales";
import { freePort } from "@/scripts/free-port";
import { fillLetter } from "@/tests/load/fill";
import { browserPath } from "@/tests/support/browser";
import { fillBusyLetter } from "@/tests/support/busy-letter";
import { demoSlug } from "@/tests/support/demo";
import { beginOwnVisits, ownScreens } from "@/tests/support/own-screens";
import { addressArrays, testSecrets } from "@/tests/support/secrets";
import { signAgain } from "@/tests/support/signs-again";
import { startDemoDatabase, startServer } from "@/tests/support/site";

/**
 * Photographs every page and mail of the production build: phone and desktop, light and dark, each language, empty,
 * full and with errors; reports horizontal overflow, console messages, failed requests and what axe finds.
 */
const folder = path.resolve(import.meta.dirname, "../../screens");
const sizes = { phone: { width: 360, height: 780 }, desktop: { width: 1280, height: 900 } };
const schemes = ["light", "dark"] as const;

interface Finding {
  screen: string;
  what: string;
}
const findings: Finding[] = [];
/** Which language a page is photographed in. */
const pageLocale = new WeakMap<Page, string>();
let photographs = 0;

/** A screen: how to get there in a browser. `steps` may press buttons. */
interface Screen {
  name: string;
  steps: (page: Page) => Promise<unknown>;
  isDesk?: boolean;
  /** At the desk somebody else than the owner: with a second factor, or about to be asked for it. */
  as?: "guarded" | "awaited";
  locales?: readonly string[];
  /** A refused form is a failed request on purpose. */
  mayRefuse?: boolean;
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const port = String(await freePort(3700));
process.env.SITE_URL = `http://localhost:${port}`;
const postgres = await startDemoDatabase();
await prepare();
const server = await startServer({
  PORT: port,
  DATABASE_URL: postgres.url,
  ...testSecrets,
  SIGN_LIMIT_PER_IP: "10000",
  SIGN_LIMIT_PER_ADDRESS: "10000",
  SIGN_LIMIT_PER_DOMAIN: "10000",
  SIGN_MAIL_DELAY: "0",
  // Only its button is photographed: nobody goes there.
  OIDC_ISSUER: "https://login.example.org",
  OIDC_CLIENT_ID: "undersigned",
  OIDC_CLIENT_SECRET: "a secret",
  OIDC_NAME: "Ministry login",
});
const browser = await chromium.launch({
  executablePath: await browserPath(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let session: Awaited<ReturnType<typeof signIn>>;
let others: Awaited<ReturnType<typeof signInGuarded>>;
let tokens: Awaited<ReturnType<typeof mailAll>>;
let ownVisits: Awaited<ReturnType<typeof beginOwnVisits>>;
/** `npm run screens -- "desk|mail"` photographs only what has that in its name, a regular expression. */
const only = new RegExp(process.argv[2] ?? "");
try {
  session = await signIn(browser, "moderator@host.example");
  others = await signInGuarded(browser);
  tokens = await mailAll();
  ownVisits = await beginOwnVisits(await idOf("moderator@host.example"));
  for (const screen of screens().filter(({ name }) => only.test(name)))
    for (const locale of screen.locales ?? locales) await photograph(screen, locale);
} finally {
  // Whatever went wrong, nothing goes on running.
  await browser.close();
  await server.stop();
  await disconnect();
  await postgres.stop();
}

console.log(`\n${photographs} photographs in screens/, ${findings.length} findings`);
for (const { screen, what } of findings) console.log(`  ${screen}: ${what}`);
process.exit(findings.length > 0 ? 1 : 0);

function screens(): Screen[] {
  const go = (where: string) => (page: Page) => page.goto(server.url + where);
  const localised = (where: string) => (page: Page) => page.goto(`${server.url}/${localeOf(page)}${where}`);
  return [
    { name: "letters", steps: localised("") },
    { name: "letter", steps: localised(`/${demoSlug}`) },
    { name: "letter-10000", steps: localised("/ten-thousand"), locales: ["en"] },
    { name: "letter-empty", steps: localised("/empty-letter"), locales: ["en", "de"] },
    { name: "letter-closed", steps: localised("/closed-letter"), locales: ["en", "de"] },
    { name: "list", steps: localised(`/${demoSlug}/signatories?order=name`) },
    { name: "list-10000", steps: localised("/ten-thousand/signatories"), locales: ["en"] },
    { name: "list-at-a-name", steps: localised(`/${demoSlug}/signatories#n20`), locales: ["de"] },
    { name: "list-found", steps: localised(`/${demoSlug}/signatories?q=ecpat`) },
    { name: "list-not-found", steps: localised(`/${demoSlug}/signatories?q=zzzz`), locales: ["de"] },
    {
      name: "sign-errors",
      mayRefuse: true,
      steps: async (page) => {
        await localised(`/${demoSlug}/sign`)(page);
        await page.locator("button").click();
      },
    },
    {
      name: "sign-individual",
      steps: async (page) => {
        await localised(`/${demoSlug}/sign`)(page);
        await page.locator("#kind-individual").check();
      },
    },
    { name: "sign-closed", mayRefuse: true, steps: localised("/closed-letter/sign"), locales: ["fr"] },
    { name: "signed", steps: localised(`/${demoSlug}/signed`) },
    { name: "confirm", steps: localised(`/${demoSlug}/confirm?token=${tokens.confirm}`) },
    {
      name: "confirm-on-the-list",
      steps: localised(`/${demoSlug}/confirm?token=${tokens.confirmAgain}`),
    },
    {
      name: "confirm-on-the-list-asked",
      locales: ["de"],
      steps: async (page) => {
        await localised(`/${demoSlug}/confirm?token=${tokens.confirmAgain}`)(page);
        await page.locator("#namesakes button").click();
      },
    },
    { name: "not-me", steps: localised(`/${demoSlug}/not-me?token=${tokens.notMe}`) },
    { name: "confirm-malformed", mayRefuse: true, steps: localised(`/${demoSlug}/confirm?token=x`) },
    {
      name: "confirm-unknown",
      mayRefuse: true,
      steps: localised(`/${demoSlug}/confirm?token=${"A".repeat(43)}`),
    },
    { name: "confirmed", steps: localised(`/${demoSlug}/confirmed`) },
    { name: "answer", steps: localised(`/${demoSlug}/answer?token=${tokens.answer}`) },
    {
      name: "answer-error",
      mayRefuse: true,
      steps: async (page) => {
        await localised(`/${demoSlug}/answer?token=${tokens.answer}`)(page);
        await page.locator("main button").click();
      },
    },
    { name: "answer-malformed", mayRefuse: true, steps: localised(`/${demoSlug}/answer?token=x`) },
    { name: "news-unsubscribe", steps: localised(`/${demoSlug}/unsubscribe?token=${tokens.unsubscribe}`) },
    {
      name: "news-unsubscribe-unknown",
      mayRefuse: true,
      steps: localised(`/${demoSlug}/unsubscribe?token=${"A".repeat(43)}`),
    },
    { name: "answered", steps: localised(`/${demoSlug}/answered`) },
    { name: "privacy", steps: localised(`/${demoSlug}/privacy`) },
    { name: "privacy-site", steps: localised("/privacy") },
    { name: "object", steps: localised(`/${demoSlug}/object?token=${tokens.object}`) },
    {
      name: "object-error",
      mayRefuse: true,
      locales: ["de"],
      steps: async (page) => {
        await localised(`/${demoSlug}/object?token=${tokens.object}`)(page);
        await page.locator("#objection").fill("x".repeat(1001));
        await page.locator("main button").click();
      },
    },
    { name: "object-malformed", mayRefuse: true, steps: localised(`/${demoSlug}/object?token=x`) },
    { name: "objected", steps: localised(`/${demoSlug}/objected`) },
    { name: "represent", steps: localised(`/${demoSlug}/represent?token=${tokens.represent}`) },
    { name: "represent-malformed", mayRefuse: true, steps: localised(`/${demoSlug}/represent?token=x`) },
    { name: "represented", steps: localised(`/${demoSlug}/represented`) },
    { name: "represent-declined", steps: localised(`/${demoSlug}/declined`) },
    { name: "not-found", mayRefuse: true, steps: localised("/no/such/page") },
    { name: "inbox", steps: go("/dev/inbox"), locales: ["en"] },
    ...ownScreens(localised, ownVisits, server.url),
    ...tokens.mails.map(({ name, id }) => ({
      name: `mail-${name}`,
      steps: go(`/dev/inbox/${encodeURIComponent(id)}/html`),
      locales: ["en"] as const,
    })),
    {
      name: "inbox-mail",
      steps: go(`/dev/inbox/${encodeURIComponent(tokens.mails[0]?.id ?? "")}`),
      locales: ["en"],
    },
    { name: "desk-sign-in", steps: go("/admin/sign-in") },
    { name: "desk-sign-in-problem", steps: go("/admin/sign-in?problem=link"), locales: ["de"] },
    { name: "desk-sign-in-sent", steps: go("/admin/sign-in?sent=1"), locales: ["fr"] },
    { name: "desk-letters", isDesk: true, steps: go("/admin") },
    { name: "desk-queue", isDesk: true, steps: go(`/admin/letters/${demoSlug}`) },
    {
      name: "desk-queue-filtered",
      isDesk: true,
      steps: go(`/admin/letters/${demoSlug}?view=all&q=kinder&evidence=similarName`),
      locales: ["de"],
    },
    {
      name: "desk-queue-empty",
      isDesk: true,
      steps: go(`/admin/letters/${demoSlug}?view=held`),
      locales: ["de"],
    },
    {
      name: "desk-queue-10000",
      isDesk: true,
      steps: go("/admin/letters/ten-thousand?view=all"),
      locales: ["en"],
    },
    ...tokens.pending.map(({ id, name }) => ({
      name: `desk-signature-${name}`,
      isDesk: true,
      steps: go(`/admin/letters/${demoSlug}/signatures/${id}`),
      locales: name === "long" ? locales : (["en"] as const),
    })),
    {
      name: "desk-signature-error",
      isDesk: true,
      locales: ["de"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[0]?.id}`);
        await page.locator("button.reject").click();
        await page.locator(".alert").waitFor();
      },
    },
    {
      name: "desk-signature-decided",
      isDesk: true,
      locales: ["en"],
      steps: async (page) => {
        // A note shows the same message bar, and leaves the signature as the next photograph wants it.
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[1]?.id}`);
        await page.locator("#note").fill("Their director called: Childnet is somebody else.");
        await page.locator("#keep-note").click();
        await page.locator(".done").waitFor();
      },
    },
    {
      name: "desk-signature-correct-error",
      isDesk: true,
      locales: ["de"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[0]?.id}`);
        await page.locator("summary[data-key=e]").click();
        await page.locator("#correct-name").fill("");
        await page.locator("#correct").click();
        await page.locator(".alert").waitFor();
      },
    },
    {
      name: "desk-signature-ask",
      isDesk: true,
      locales: ["fr"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[0]?.id}`);
        await page.locator("summary[data-key=q]").click();
      },
    },
    {
      name: "desk-signature-tell",
      isDesk: true,
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[0]?.id}`);
        await page.locator("#tell").click();
        await page.locator("#notice-other").fill("info@elsewhere.example");
        await page.locator("#send-notice").click();
        await page.locator(".alert").waitFor();
      },
    },
    { name: "desk-queue-objected", isDesk: true, steps: go(`/admin/letters/${demoSlug}?view=objected`) },
    { name: "desk-queue-amended", isDesk: true, steps: go(`/admin/letters/${demoSlug}?view=amended`) },
    { name: "desk-authority", isDesk: true, steps: go(`/admin/letters/${demoSlug}/authority`) },
    {
      name: "desk-authority-error",
      isDesk: true,
      locales: ["fr"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/authority`);
        await page.locator("#days").fill("31");
        await page.locator("main form").evaluate((form) => form.setAttribute("novalidate", ""));
        await page.locator("main button").click();
        await page.locator(".alert").waitFor();
      },
    },
    {
      name: "desk-bulk",
      isDesk: true,
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}`);
        await page.locator("summary[data-key=b]").click();
      },
    },
    { name: "desk-bulk-done", isDesk: true, steps: go(`/admin/letters/${demoSlug}/bulk/${tokens.bulk}`) },
    {
      name: "desk-keys",
      isDesk: true,
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[1]?.id}`);
        await page.waitForFunction(() => document.documentElement.dataset.keys === location.pathname);
        await page.keyboard.press("?");
        await page.locator("dialog[open]").waitFor();
      },
    },
    { name: "desk-overview", isDesk: true, steps: go(`/admin/letters/${demoSlug}/overview?range=all`) },
    { name: "desk-overview-busy", isDesk: true, steps: go("/admin/letters/busy-letter/overview?range=90") },
    {
      name: "desk-overview-busy-month",
      isDesk: true,
      locales: ["en"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/busy-letter/overview`);
        for (const numbers of await page.locator("summary").all()) await numbers.click();
      },
    },
    { name: "desk-overview-empty", isDesk: true, steps: go("/admin/letters/empty-letter/overview") },
    { name: "desk-log", isDesk: true, steps: go(`/admin/letters/${demoSlug}/log`), locales: ["de"] },
    { name: "desk-notices", isDesk: true, steps: go(`/admin/letters/${demoSlug}/notices`) },
    {
      name: "desk-notices-saved",
      isDesk: true,
      locales: ["fr"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/notices`);
        await page.locator("main button").click();
        await page.locator(".done").waitFor();
      },
    },
    { name: "desk-news", isDesk: true, steps: go(`/admin/letters/${demoSlug}/news`) },
    {
      name: "desk-news-draft",
      isDesk: true,
      steps: go(`/admin/letters/${demoSlug}/news/${tokens.news.draft}`),
    },
    {
      name: "desk-news-sent",
      isDesk: true,
      locales: ["en"],
      steps: go(`/admin/letters/${demoSlug}/news/${tokens.news.sent}`),
    },
    {
      name: "desk-mail-check",
      isDesk: true,
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/mail`);
        if (localeOf(page) === "en") return;
        await page.locator("main form button").last().click();
        await page.locator(".done").waitFor();
      },
    },
    { name: "desk-reasons", isDesk: true, steps: go(`/admin/letters/${demoSlug}/reasons`) },
    { name: "desk-privacy", isDesk: true, steps: go(`/admin/letters/${demoSlug}/privacy`) },
    {
      name: "desk-privacy-found",
      isDesk: true,
      locales: ["de"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/privacy`);
        await page.locator("#address").fill("nobody@organisation.example");
        await page.locator("#address").press("Enter");
        await page.locator(".done").waitFor();
      },
    },
    {
      name: "desk-signature-erase",
      isDesk: true,
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/signatures/${tokens.pending[0]?.id}`);
        await page.locator("#erasure-reason").selectOption("request");
        await page.locator("form:has(#erasure-reason) button").click();
        await page.locator(".alert button").waitFor();
      },
    },
    {
      name: "desk-protection",
      isDesk: true,
      steps: async (page) => {
        // One of each, whatever the screens before had refused.
        await db().refusalCount.deleteMany();
        await db().refusalCount.createMany({
          data: Object.values(RefusalKind).flatMap((kind, at) => [
            { slot: new Date(), kind, count: at % 4 === 3 ? 0 : (at * at * 37) % 90 },
            { slot: new Date(Date.now() - 50 * 3600_000), kind, count: 1 + ((at * 7919) % 1500) },
          ]),
        });
        await page.goto(`${server.url}/admin/letters/${demoSlug}/protection`);
      },
    },
    {
      name: "desk-protection-calm",
      isDesk: true,
      locales: ["de"],
      steps: async (page) => {
        await db().refusalCount.deleteMany();
        await page.goto(`${server.url}/admin/letters/${demoSlug}/protection`);
      },
    },
    { name: "desk-people", isDesk: true, steps: go(`/admin/letters/${demoSlug}/people`) },
    {
      name: "desk-people-error",
      isDesk: true,
      locales: ["de"],
      steps: async (page) => {
        await page.goto(`${server.url}/admin/letters/${demoSlug}/people`);
        await page.locator("#invite-email").fill("nobody");
        await page.locator("details").first().locator("summary").click();
        await page.locator("#invite-email").press("Enter");
        await page.locator(".alert").waitFor();
      },
    },
    { name: "desk-invitation", steps: go(`/admin/invitation?token=${tokens.invitation}`) },
    { name: "desk-invitation-unknown", steps: go("/admin/invitation"), locales: ["fr"] },
    { name: "desk-too-large", steps: go("/admin/too-large"), locales: ["de"] },
    {
      name: "desk-account",
      isDesk: true,
      steps: async (page) => {
        await proveAgain();
        await page.goto(`${server.url}/admin/account`);
      },
    },
    {
      name: "desk-account-stale",
      isDesk: true,
      locales: ["de"],
      steps: async (page) => {
        const anHourAgo = new Date(Date.now() - 3600_000);
        await db().session.updateMany({ where: { verifiedAt: null }, data: { createdAt: anHourAgo } });
        await page.goto(`${server.url}/admin/account`);
      },
    },
    {
      name: "desk-account-app",
      isDesk: true,
      locales: ["en", "fr"],
      steps: async (page) => {
        await proveAgain();
        await page.goto(`${server.url}/admin/account`);
        const begin = page.locator("button[value=appBegin]");
        if ((await begin.count()) > 0) await begin.click();
        await page.locator("#app-code").fill("000000");
        await page.locator("button[value=appConfirm]").click();
        await page.locator(".alert").waitFor();
      },
    },
    {
      name: "desk-account-codes",
      isDesk: true,
      as: "guarded",
      locales: ["de"],
      steps: async (page) => {
        await proveAgain();
        await page.goto(`${server.url}/admin/account`);
        await page.locator("button[value=codes]").click();
        await page.locator("ol code").first().waitFor();
      },
    },
    {
      name: "desk-second-factor",
      isDesk: true,
      as: "awaited",
      steps: async (page) => {
        await page.goto(`${server.url}/admin`);
        await page.locator("#code").fill("000000");
        if (localeOf(page) !== "en") return;
        await page.locator("#code").press("Enter");
        await page.locator(".alert").waitFor();
      },
    },
    {
      name: "desk-not-found",
      isDesk: true,
      mayRefuse: true,
      steps: go("/admin/letters/nothing"),
      locales: ["en"],
    },
  ];
}

/** As if everybody had just shown who they are: changing how one signs in asks for it after ten minutes. */
async function proveAgain(): Promise<void> {
  await db().session.updateMany({ data: { createdAt: new Date() } });
  await db().session.updateMany({ where: { verifiedAt: { not: null } }, data: { verifiedAt: new Date() } });
}

/** The id of somebody at the desk. */
async function idOf(email: string): Promise<string> {
  return (await db().moderator.findFirstOrThrow({ where: withAddress(email) })).id;
}

/** An invitation in each language, and one that is over. */
async function inviteIn(): Promise<void> {
  const { invite } = await import("@/lib/accounts/invitations");
  const ownerId = await idOf("moderator@host.example");
  for (const locale of locales) {
    const input = {
      email: `invited-${locale}@a-long-name-of-a-ministry.example`,
      role: "moderator",
    } as const;
    await invite(demoSlug, input, ownerId, locale, new Date());
  }
  const late = { ...invitationAddress("late@host.example"), role: "viewer", locale: "en" } as const;
  const { id: letterId } = await db().letter.findUniqueOrThrow({ where: { slug: demoSlug } });
  await db().invitation.create({
    data: { ...late, letterId, invitedById: ownerId, expiresAt: new Date(Date.now() - 24 * 3600_000) },
  });
  await grantRole("rosa.representative-with-a-long-name@ministry.example", "viewer", demoSlug);
}

function localeOf(page: Page): string {
  return pageLocale.get(page) ?? "en";
}

async function photograph(screen: Screen, locale: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of schemes) {
      const context = await browser.newContext({
        viewport,
        colorScheme,
        locale,
        ...(screen.isDesk ? { storageState: screen.as ? others[screen.as] : session } : {}),
      });
      context.setDefaultTimeout(90_000);
      const name = `${screen.name}-${locale}-${size}-${colorScheme}`;
      // One that cannot be reached is a finding, and the others are photographed.
      await photographIn(context, screen, locale, name).catch((error: unknown) =>
        findings.push({ screen: name, what: `not photographed: ${String(error).slice(0, 300)}` }),
      );
      await context.close();
    }
  }
}

async function photographIn(
  context: BrowserContext,
  screen: Screen,
  locale: string,
  name: string,
): Promise<void> {
  const page = await context.newPage();
  pageLocale.set(page, locale);
  const found = (what: string) => findings.push({ screen: name, what });
  const isExpected = (text: string) => screen.mayRefuse && /status of 4\d\d/.test(text);
  page.on("console", (message) => isExpected(message.text()) || found(`console: ${message.text()}`));
  page.on("pageerror", (error) => found(`script error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // The desk may stop reading an action's answer once it has shown it, and opens its feed anew; that is no failure.
    const mayStop = request.method() === "POST" || request.url().includes("/events?");
    const isStopped = mayStop && request.failure()?.errorText === "net::ERR_ABORTED";
    if (!isStopped) found(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on(
    "response",
    (answer) => answer.status() >= 400 && !screen.mayRefuse && found(`${answer.status()}: ${answer.url()}`),
  );
  await screen.steps(page);
  await page.evaluate(() => document.fonts.ready.then(() => null));
  // An action of the desk still reads its answer when the page shows it.
  if (screen.isDesk) await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  photographs += 1;
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if ((wide ?? 0) > (seen ?? 0)) found(`overflow: ${wide} px wide on ${seen} px`);
  // A mail's sandbox lets no script run, axe neither; its HTML is checked as the page's own text by the e2e stories.
  if (screen.name.startsWith("mail-") || screen.name === "inbox-mail") return;
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations)
    found(`axe: ${id} at ${nodes.map(({ target }) => target).join(", ")}`);
}

/** Letters of every state beside the demo's. */
async function prepare(): Promise<void> {
  await fillLetter(postgres.url, "ten-thousand", 10_000);
  await fillLetter(postgres.url, "empty-letter", 0);
  await fillLetter(postgres.url, "closed-letter", 3);
  await fillLetter(postgres.url, "busy-letter", 0);
  await fillBusyLetter(postgres.url, "busy-letter", 12_000);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query("UPDATE letter SET closes_at = now() - interval '1 day' WHERE slug = 'closed-letter'");
  await client.end();
}

async function signIn(from: Browser, email: string) {
  const { moderatorId } = await grantRole(email, "owner");
  const context = await from.newContext();
  const page = await context.newPage();
  await page.goto(await makeSignInLink(moderatorId, new Date()));
  await page.locator("button").click();
  await page.waitForURL(/\/admin/);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** A question that waits for its answer, one that was answered, corrections, tags, and something done to many. */
async function converse(client: pg.Client, pending: { id: string; name: string }[]) {
  const { ask } = await import("@/lib/questions/commands");
  const { correct } = await import("@/lib/corrections/commands");
  const { decide } = await import("@/lib/moderation/commands");
  const { handle } = await import("@/lib/moderation/handling");
  const { BulkInput, startBulk } = await import("@/lib/moderation/bulk");
  const { sendMessage } = await import("@/lib/mail/send");
  const { rows } = await client.query<{ id: string; letter: string }>(
    "SELECT m.id, l.id AS letter FROM moderator m, letter l WHERE m.id = $2 AND l.slug = $1",
    [demoSlug, await idOf("moderator@host.example")],
  );
  const [moderatorId = "", letterId = ""] = [rows[0]?.id, rows[0]?.letter];
  const now = new Date();
  const [asked, corrected] = pending.slice(-3);
  const text = "Are you the organisation in Bonn, or the one in Graz?\nYour website names both.";
  await ask({ signatureId: asked?.id ?? "", text }, moderatorId, now);
  for (const name of ["Press office", "Ask the board"])
    await handle({ signatureId: asked?.id ?? "", kind: "tag", name }, moderatorId, now);
  const signatureId = corrected?.id ?? "";
  await client.query(
    "INSERT INTO question (signature_id, moderator_id, text, asked_at, answer, answered_at) VALUES ($1, $2, $3, $4, $5, $4)",
    [signatureId, moderatorId, text, now, "The one in Graz.\nBonn closed in 2024."],
  );
  const fields = { nameAlt: null, country: "AT", website: "https://graz.example/" };
  const person = { representativeName: "Rosa Richter", representativeRole: "Leitung" };
  await correct(
    { signatureId, name: "Verein für sichere Kindheit (Graz)", ...fields, ...person },
    moderatorId,
    now,
  );
  await decide({ signatureId, kind: "approve", reason: "" }, moderatorId, now);
  await correct(
    { signatureId, name: "Verein für sichere Kindheit Graz", ...fields, ...person },
    moderatorId,
    now,
  );
  const represent = await askForChanges(signatureId, now);
  const { rows: mails } = await client.query<{ id: string }>(
    "SELECT id FROM message WHERE kind IN ('question', 'corrected')",
  );
  for (const { id } of mails) await sendMessage(id, now);
  const many = pending.map(({ id }) => id);
  const bulk = BulkInput.parse({ kind: "tag", tag: "Press office", signatureIds: many });
  const started = await startBulk(letterId, bulk, moderatorId, now);
  return {
    shown: [
      { id: asked?.id ?? "", name: "asked" },
      { id: signatureId, name: "why" },
    ],
    bulk: started.ok ? started.value : "",
    represent,
  };
}

/** What the signer of a published name asks for, and somebody named to take over; returns the token of their link. */
async function askForChanges(signatureId: string, now: Date): Promise<string> {
  const { amend } = await import("@/lib/amendments/commands");
  const { beginHandover } = await import("@/lib/handovers/commands");
  const { sendMessage } = await import("@/lib/mail/send");
  const { emptySignForm } = await import("@/lib/signatures/schema");
  const form = {
    ...emptySignForm,
    name: "Verein für sichere Kindheit und Jugend Graz-Umgebung",
    country: "AT",
    website: "https://kindheit-graz.example/",
    representativeName: "Rosa Richter",
    representativeRole: "Leitung",
  };
  await amend({ signatureId, form, agreement: "", locale: "de", now });
  const olga = { representativeName: "Olga Ober", representativeRole: "Obfrau", email: "olga@graz.example" };
  await beginHandover({ signatureId, form: { ...emptySignForm, ...olga }, address: null, locale: "de", now });
  const where = { signatureId, handoverId: { not: null } };
  for (const { id } of await db().message.findMany({ where, select: { id: true } }))
    await sendMessage(id, now);
  const texts = (await db().inboxMail.findMany()).map(({ text }) => text).join("\n");
  return /represent\?token=([\w-]{43})/.exec(texts)?.[1] ?? "";
}

/** A notice that runs, one whose organisation objected, and the mails of both. */
async function tellOrganisations(client: pg.Client, pending: { id: string; name: string }[]) {
  const { giveNotice } = await import("@/lib/authority/commands");
  const { object } = await import("@/lib/authority/objection");
  const { keepEvidence } = await import("@/lib/evidence/commands");
  const { sendMessage } = await import("@/lib/mail/send");
  const moderatorId = await idOf("moderator@host.example");
  const now = new Date();
  const [runs, objected] = ["Havelland", "Child Net"].map(
    (part) => pending.find(({ name }) => name.includes(part))?.id ?? "",
  );
  const links: string[] = [];
  for (const signatureId of [runs ?? "", objected ?? ""]) {
    const given = await giveNotice({ signatureId, address: "info" }, moderatorId, now);
    const { rows: mails } = await client.query<{ id: string }>(
      "SELECT id FROM message WHERE authority_notice_id = $1",
      [given.ok ? given.value : null],
    );
    await sendMessage(mails[0]?.id ?? "", now);
    const sent = await db().inboxMail.findFirst({ where: { id: { contains: mails[0]?.id ?? "" } } });
    links.push(/object\?token=([\w-]{43})/.exec(sent?.text ?? "")?.[1] ?? "");
  }
  await object(demoSlug, links[1], "We know no Oliver Marsh.\nPlease take us off.", now);
  for (const id of [runs ?? "", objected ?? ""]) await keepEvidence(id, now);
  return { object: links[0] ?? "", objected: objected ?? "" };
}

/** Somebody with a passkey, in a session that passed it and in one that has yet to. */
async function signInGuarded(from: Browser) {
  const email = "guarded@host.example";
  const guarded = await signIn(from, email);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    "UPDATE session SET verified_at = now() FROM moderator m WHERE m.id = moderator_id AND m.id = $1 RETURNING m.id",
    [await idOf(email)],
  );
  await client.query(
    "INSERT INTO passkey (id, moderator_id, name, public_key, counter, created_at) VALUES ('x', $1, 'Schreibtisch', '', 0, now())",
    [rows[0]?.id],
  );
  await client.end();
  return { guarded, awaited: await signIn(from, email) };
}

/** News on its way, in each language, and a draft; returns their ids. */
async function writeNewsItems(client: pg.Client): Promise<{ sent: string; draft: string }> {
  const { addressNews, mailCopy, startNews, writeNews } = await import("@/lib/news/commands");
  const { rows } = await client.query<{ owner: string; letter: string }>(
    "SELECT m.id AS owner, l.id AS letter FROM moderator m, membership s, letter l WHERE m.id = s.moderator_id AND l.id = s.letter_id AND s.role = 'owner' AND l.slug = $1",
    [demoSlug],
  );
  const { owner: ownerId = "", letter: letterId = "" } = rows[0] ?? {};
  const body =
    "The Commission has answered the letter in writing. What it says:\n\n- a hearing in May, open to all who signed\n- the text of the answer: https://commission.example/answer?lang=en\n\nWe will write again after the hearing.";
  const texts = locales.map((locale) => ({
    locale,
    subject: locale === "de" ? "Die Kommission hat geantwortet" : "The Commission has answered",
    body,
  }));
  const made: string[] = [];
  for (let at = 0; at < 2; at += 1) {
    const written = await writeNews({ newsId: null, letterId, texts }, ownerId, new Date());
    if (!written.ok) throw new Error(written.error);
    made.push(written.value);
  }
  const [sent = "", draft = ""] = made;
  // One published name in each language wants news.
  for (const locale of locales) {
    const { rows: named } = await client.query<{ id: string }>(
      "UPDATE signature SET locale = $2, sealed_email = ($3::bytea[])[1], email_index = ($4::bytea[])[1], email_domain_index = ($5::bytea[])[1] WHERE id = (SELECT id FROM signature WHERE status = 'published' AND letter_id = $1 AND email_index IS NULL ORDER BY position LIMIT 1) RETURNING id",
      [letterId, locale, ...addressArrays([`news-${locale}@reader.example`])],
    );
    await client.query(
      "INSERT INTO consent_text (sha256, purpose, locale, text) VALUES ('news', 'news', 'en', 'News, please.') ON CONFLICT DO NOTHING",
    );
    await client.query(
      "INSERT INTO consent (signature_id, text_sha256, given_at) VALUES ($1, 'news', now())",
      [named[0]?.id],
    );
  }
  await mailCopy(sent, letterId, ownerId);
  const started = await startNews(sent, letterId, ownerId, new Date());
  if (!started.ok) throw new Error(started.error);
  await addressNews(sent);
  return { sent, draft };
}

/** The test mail in each language; it is sent at once, and is no message. */
async function testMails(): Promise<{ id: string; text: string; name: string }[]> {
  const { checkMail } = await import("@/lib/mail/check");
  return Promise.all(
    locales.map(async (locale) => {
      const id = `<test-${locale}@localhost>`;
      await checkMail({ to: "owner@host.example", locale, messageId: id });
      return { id, text: "", name: `test-${locale}` };
    }),
  );
}

/** Causes one mail of each kind in each language, and finds what the screens need. */
async function mailAll() {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const { rows: pending } = await client.query<{ id: string; name: string }>(
    "SELECT s.id, s.name FROM signature s JOIN letter l ON l.id = s.letter_id WHERE s.status = 'pending' AND l.slug = $1 ORDER BY s.created_at",
    [demoSlug],
  );
  const page = await (await browser.newContext({ locale: "en" })).newPage();
  await page.goto(`${server.url}/en/${demoSlug}/sign`);
  for (const [field, value] of Object.entries({
    name: "Δίκτυο für Kinder <b>e.V.</b>",
    website: "x.example",
    representativeName: "R",
    representativeRole: "D",
    email: "rosa@x.example",
  })) {
    await page.locator(`#${field}`).fill(value);
  }
  await page.locator("#country").selectOption("DE");
  for (const box of ["authorised", "publish"]) await page.locator(`#${box}`).check();
  await page.locator("button").click();
  await page.waitForURL(/signed/);
  const { queueMessage } = await import("@/lib/mail/queue");
  const { transaction } = await import("@/lib/db");
  const subject = pending.find(({ name }) => name.length === 200) ?? pending[0];
  const letter = await client.query<{ id: string }>("SELECT id FROM letter WHERE slug = $1", [demoSlug]);
  // A mail about a burst is sent in slow mode alone; afterwards the desk is photographed without.
  await client.query(
    "INSERT INTO protection (letter_id, slow_until) VALUES ($1, now() + interval '1 hour')",
    [letter.rows[0]?.id],
  );
  let at = 0;
  for (const locale of locales) {
    for (const kind of [
      "published",
      "rejected",
      "removed",
      "own_page",
      "withdrawn",
      "handover_done",
      "sign_in",
      "digest",
      "burst",
      "account_changed",
    ] as const) {
      const moderatorId = await idOf("moderator@host.example");
      // A mail tells the newest decision about a signature: each takes one of its own, the first the long name.
      const about = at === 0 ? subject : pending.filter((one) => one !== subject)[at % (pending.length - 4)];
      at += 1;
      const decision = await client.query<{ id: string }>(
        "INSERT INTO decision (signature_id, moderator_id, kind, reason, decided_at) VALUES ($1, $2, 'reject', 'The website does not answer.\nPlease give another one.', now()) RETURNING id",
        [about?.id, moderatorId],
      );
      await transaction((tx) =>
        queueMessage(
          tx,
          kind === "sign_in" || kind === "digest" || kind === "burst" || kind === "account_changed"
            ? {
                accountChange: "passkeyAdded",
                kind,
                locale,
                moderatorId: moderatorId,
                letterId: letter.rows[0]?.id,
              }
            : { kind, locale, signatureId: about?.id, decisionId: decision.rows[0]?.id },
        ),
      );
    }
  }
  const conversation = await converse(client, pending);
  const authority = await tellOrganisations(client, pending);
  await inviteIn();
  const news = await writeNewsItems(client);
  const again = await signAgain(client, demoSlug);
  let mails: { id: string; text: string; name: string }[] = [];
  for (let waited = 0; waited < 20_000 && mails.length < 55; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { rows } = await client.query<{ id: string; name: string }>(
      `SELECT i.id, m.kind || '-' || m.locale || CASE WHEN m.news_id IS NOT NULL AND m.moderator_id IS NOT NULL THEN '-copy'
         WHEN m.kind = 'confirm' AND m.signature_id = ANY($1) THEN '-again' ELSE '' END AS name
       FROM inbox_mail i JOIN message m ON i.id LIKE '%' || m.id || '%' ORDER BY name`,
      [again],
    );
    const texts = new Map((await db().inboxMail.findMany()).map(({ id, text }) => [id, text]));
    mails = rows.map((row) => ({ ...row, text: texts.get(row.id) ?? "" }));
  }
  await client.query("DELETE FROM protection");
  mails.push(...(await testMails()));
  await client.query("DELETE FROM decision WHERE evidence IS NULL");
  await client.end();
  const answer =
    /answer\?token=([\w-]{43})/.exec(
      mails.find(({ name }) => name.startsWith("question"))?.text ?? "",
    )?.[1] ?? "";
  const confirm =
    /token=([\w-]{43})/.exec(mails.find(({ name }) => name === "confirm-en")?.text ?? "")?.[1] ?? "";
  const notMe =
    /not-me\?token=([\w-]{43})/.exec(mails.find(({ name }) => name === "confirm-en")?.text ?? "")?.[1] ?? "";
  const confirmAgain =
    /confirm\?token=([\w-]{43})/.exec(
      mails.find(({ name }) => name === "confirm-de-again")?.text ?? "",
    )?.[1] ?? "";
  const invitation =
    /token=([\w-]{43})/.exec(mails.find(({ name }) => name === "invitation-en")?.text ?? "")?.[1] ?? "";
  const interesting: Record<string, RegExp> = {
    plain: /Havelland/,
    duplicate: /^Child Net/,
    script: /script/,
    arabic: /\p{Script=Arabic}/u,
  };
  const shown = [
    ...Object.entries(interesting).flatMap(([name, pattern]) =>
      pending.filter((row) => pattern.test(row.name)).map(({ id }) => ({ id, name })),
    ),
    ...(subject ? [{ id: subject.id, name: "long" }] : []),
    ...conversation.shown,
    { id: authority.objected, name: "objected" },
  ];
  const unsubscribe =
    /unsubscribe\?token=([\w-]{43})/.exec(mails.find(({ name }) => name === "news-en")?.text ?? "")?.[1] ??
    "";
  return {
    confirm,
    confirmAgain,
    notMe,
    answer,
    unsubscribe,
    news,
    object: authority.object,
    represent: conversation.represent,
    invitation,
    mails,
    pending: shown,
    bulk: conversation.bulk,
  };
}
