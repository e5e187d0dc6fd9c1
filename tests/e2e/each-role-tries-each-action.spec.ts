import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { recorded } from "@/tests/support/attack";
import { type BuiltAction, builtActions, type Way, ways } from "@/tests/support/desk-actions";
import {
  actions,
  addresses,
  everybody,
  holders,
  leadingOn,
  type Needed,
  type Who,
} from "@/tests/support/rights-table";
import { RightsWorld } from "@/tests/support/rights-world";
import { expect, test } from "@/tests/support/stories";

const root = path.resolve(import.meta.dirname, "../..");

/** Every page and route handler of the desk, as method and path, from the files that are there. */
function addressesOnDisk(): string[] {
  return ["admin", "api/auth"].flatMap((folder) =>
    readdirSync(path.join(root, "app", folder), { recursive: true, encoding: "utf8" }).flatMap((file) => {
      const where = `/${path.posix.join(folder, path.dirname(file))}`;
      if (/^page\.[jt]sx?$/.test(path.basename(file))) return [`GET ${where}`];
      if (!/^route\.[jt]sx?$/.test(path.basename(file))) return [];
      const source = readFileSync(path.join(root, "app", folder, file), "utf8");
      const methods = source.matchAll(/^export (?:async function|const) ([A-Z]+)\b/gm);
      return [...methods].map(([, method]) => `${method} ${where}`);
    }),
  );
}

/** An answer's text; of a stream that goes on, how it begins. */
async function begin(answer: Response): Promise<string> {
  if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) return answer.text();
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

/** Whether a path of the table is a page, which scripts ask for in React's own format as well. */
const isPage = (pattern: string) => existsSync(path.join(root, "app", pattern, "page.tsx"));

const built = builtActions();
const may = (who: Who, needs: Needed) => (holders[needs] as readonly Who[]).includes(who);

test("every page, route handler and server action is named in the table, and nothing else", () => {
  expect(addressesOnDisk().sort()).toEqual(Object.keys(addresses).sort());
  expect(built.map(({ name }) => name).sort()).toEqual(Object.keys(actions).sort());
});

test.describe("each role", () => {
  let world: RightsWorld;
  test.beforeAll(async ({ site }) => {
    world = new RightsWorld(site.database, site.databaseUrl);
    await world.prepare();
  });

  async function send(
    siteUrl: string,
    who: Who,
    action: BuiltAction,
    way: Way,
    to: string,
    from = siteUrl,
  ): Promise<{ before: string; after: string; status: number }> {
    const form = (await actions[action.name]?.form?.(world, who)) ?? null;
    const { headers, body } = ways[way](action.id, form);
    const before = await world.picture();
    const answer = await fetch(siteUrl + world.addressOf(to), {
      method: "POST",
      redirect: "manual",
      headers: { ...world.cookieOf(who), Origin: from, ...headers },
      body,
    });
    await answer.arrayBuffer();
    return { before, after: await world.picture(), status: answer.status };
  }

  /**
   * Asks for an address as the address bar does, or as a script of the desk does. Next sends a script's request first to the same
   * address with a mark of its headers (`_rsc`); that redirect is followed, and no other.
   */
  async function open(siteUrl: string, who: Who, pattern: string, isByScript: boolean) {
    const ask = (url: string) =>
      fetch(url, {
        redirect: "manual",
        headers: { ...world.cookieOf(who), ...(isByScript ? { RSC: "1" } : {}) },
      });
    const first = await ask(siteUrl + world.addressOf(pattern));
    const next = new URL(first.headers.get("location") ?? "/", siteUrl);
    const answer = isByScript && next.searchParams.has("_rsc") ? await ask(next.href) : first;
    const text = await begin(answer);
    return {
      answer,
      text,
      isShown: text.includes(world.secretName) || /@host\.example/.test(text),
      isRefused:
        text.includes("event: ended") ||
        answer.status === 404 ||
        (answer.status >= 300 && answer.status < 400),
    };
  }

  for (const who of everybody) {
    test(`${who}: opens what the table says, changes nothing by opening it`, async ({ site }) => {
      for (const [address, needs] of Object.entries(addresses)) {
        const [method = "", pattern = ""] = address.split(" ");
        if (method !== "GET") continue;
        for (const isByScript of [false, true]) {
          const before = await world.picture();
          const { answer, text, isShown, isRefused } = await open(site.url, who, pattern, isByScript);
          const seen = `${address} ${isByScript ? "by script" : ""}`;
          expect([seen, await world.picture()]).toEqual([seen, before]);
          if (may(who, needs)) {
            expect([seen, answer.status < 400]).toEqual([seen, true]);
            const next = leadingOn[address];
            // A script learns of a redirect from the answer's text where it does not come as one.
            const said = `${answer.headers.get("location")} ${text}`;
            if (next) expect([seen, said.includes(next)]).toEqual([seen, true]);
            else if (isPage(pattern)) {
              const type = isByScript ? "text/x-component" : "text/html";
              expect([seen, answer.headers.get("content-type")]).toEqual([
                seen,
                expect.stringContaining(type),
              ]);
              expect([seen, answer.status, text.length > 500]).toEqual([seen, 200, true]);
              // Whatever takes a right shows something that a stranger must not see: else its absence would say nothing below.
              if (needs !== "anybody") expect([seen, isShown]).toEqual([seen, true]);
            }
          } else expect([seen, isShown]).toEqual([seen, false]);
          // A script's request for a page is answered 200 whatever comes of it; the address bar's is not.
          if (!isByScript && !may(who, needs)) expect([seen, isRefused]).toEqual([seen, true]);
        }
      }
    });

    test(`${who}: changes nothing that the table does not allow`, async ({ site }) => {
      for (const action of built.filter(({ name }) => !may(who, actions[name]?.needs ?? "govern"))) {
        for (const [way, to] of [
          ["by id", action.page],
          ["by id", "/admin/sign-in"],
          ["as a form", action.page],
          ["as a form", "/admin/sign-in"],
        ] as const) {
          const { before, after, status } = await send(site.url, who, action, way, to);
          const seen = `${action.name} ${way} at ${to}`;
          expect([seen, after]).toEqual([seen, before]);
          expect([seen, status < 500]).toEqual([seen, true]);
        }
      }
      for (const address of Object.keys(addresses).filter((one) => one.startsWith("POST"))) {
        if (address.endsWith("sign-out")) continue;
        const before = await world.picture();
        const body = new URLSearchParams({ token: "A".repeat(43), email: "nobody@host.example" });
        const headers = { ...world.cookieOf(who), Origin: site.url };
        const url = site.url + (address.split(" ")[1] ?? "");
        await fetch(url, { method: "POST", redirect: "manual", headers, body });
        expect([address, await world.picture()]).toEqual([address, before]);
      }
    });
  }

  for (const who of everybody) {
    test(`${who}: is counted with each action that is refused`, async ({ site }) => {
      const refused = built.filter(({ name }) => !may(who, actions[name]?.needs ?? "govern"));
      await recorded(site, async () => {
        // To a page that is open to everybody: it adds no refusal of its own.
        for (const action of refused) await send(site.url, who, action, "by id", "/admin/sign-in");
        const isSignedIn = who !== "stranger" && who !== "half signed in";
        const asked = refused.filter(({ name }) => isSignedIn && actions[name]?.needs !== "pass").length;
        return { rights: asked, session: refused.length - asked, other_site: 0 };
      });
    });
  }

  test("a member without the second factor that the letter requires: opens nothing of it, changes nothing", async ({
    site,
  }) => {
    await world.require(true);
    const ofLetter = (needs: Needed) => needs === "view" || needs === "moderate" || needs === "govern";
    for (const who of ["viewer", "moderator"] as const) {
      for (const [address, needs] of Object.entries(addresses)) {
        const [method, pattern = ""] = address.split(" ");
        if (method !== "GET" || !ofLetter(needs)) continue;
        for (const isByScript of [false, true]) {
          const { text, isRefused } = await open(site.url, who, pattern, isByScript);
          const seen = `${who} ${address} ${isByScript ? "by script" : ""}`;
          expect([seen, text.includes(world.secretName)]).toEqual([seen, false]);
          if (!isByScript) expect([seen, isRefused]).toEqual([seen, true]);
        }
      }
      for (const action of built.filter(({ name }) => ofLetter(actions[name]?.needs ?? "govern"))) {
        for (const way of ["by id", "as a form"] as const) {
          const { before, after } = await send(site.url, who, action, way, action.page);
          const seen = `${who} ${action.name} ${way}`;
          expect([seen, after]).toEqual([seen, before]);
        }
      }
    }
    await world.require(false);
  });

  // Last, for these have effects: that each is reachable by both ways is what makes the refusals above worth something.
  for (const action of built) {
    const needs = actions[action.name]?.needs ?? "govern";
    test(`whoever may: ${action.name}, and from this site alone`, async ({ site }) => {
      for (const who of holders[needs]) {
        for (const way of ["by id", "as a form"] as const) {
          // An action without a form is none that a page without script could send.
          if (way === "as a form" && !actions[action.name]?.form) continue;
          const seen = `${who} ${way}`;
          const elsewhere = await send(site.url, who, action, way, action.page, "https://evil.example");
          expect([seen, elsewhere.after]).toEqual([seen, elsewhere.before]);
          const { before, after } = await send(site.url, who, action, way, action.page);
          expect([seen, after === before]).toEqual([seen, false]);
          await world.restore();
        }
      }
    });
  }
});
