import { honestForm, linkFor, post, shoot } from "@/tests/support/attack";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import { demoSlug, expect, personAtDesk, test } from "@/tests/support/stories";

/*
 * Elsewhere: what a shared cache keeps and for how long, and that pages are the same for everybody (what-everybody-gets).
 * A header that is to mislead is not refused, and not counted: it is not read.
 */

const letter = `/en/${demoSlug}`;

const unkeyed: Record<string, string>[] = [
  { Host: "evil.example" },
  { "X-Forwarded-Host": "evil.example" },
  { "X-Forwarded-Proto": "https", "X-Forwarded-Port": "1" },
  { Forwarded: "host=evil.example" },
  { "X-Original-URL": "/admin" },
  { "X-Rewrite-URL": "/admin" },
  { "X-Forwarded-Prefix": "/evil" },
  { "X-Matched-Path": "/admin" },
  { "X-Invoke-Path": "/admin", "X-Invoke-Status": "404" },
  { "X-Now-Route-Matches": "1=evil" },
  { "X-Middleware-Rewrite": "/admin" },
  { "X-Middleware-Prefetch": "1" },
  { "X-Middleware-Subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "X-Nextjs-Data": "1" },
  { "X-Prerender-Revalidate": "1" },
  { "Next-Router-Prefetch": "1", RSC: "1" },
  { RSC: "1" },
  { "Next-Action": "x" },
  { "X-HTTP-Method-Override": "DELETE" },
  { Range: "bytes=0-3" },
  { "Accept-Language": "de", Accept: "application/json" },
  { Cookie: "NEXT_LOCALE=de; undersigned-session=x; __prerender_bypass=x" },
  { Origin: "https://evil.example" },
  { "X-Long": "x".repeat(12_000) },
];

test("no header that is no part of a page's key changes what the next reader gets", async ({ site }) => {
  for (const path of [letter, `${letter}/signatories`, `/api/v1/letters/${demoSlug}`, `${letter}/look.css`]) {
    const clean = (await shoot(site, { path })).text;
    expect(clean.length).toBeGreaterThan(20);
    for (const [at, headers] of unkeyed.entries()) {
      // An address that nobody asked for yet: the attacker is the first.
      const poisoned = `${path}?from=${at}`;
      const first = await shoot(site, { path: poisoned, headers });
      const seen = `${path} ${JSON.stringify(headers).slice(0, 60)}`;
      expect([seen, first.text.includes("evil.example")]).toEqual([seen, false]);
      // Another answer than everybody's is none that a cache may keep.
      const isKept = /s-maxage|max-age=[1-9]|public/.test(first.headers["cache-control"] ?? "");
      expect([seen, isKept && first.text !== clean]).toEqual([seen, false]);
      if (first.status >= 300)
        expect([seen, [301, 308, 404, 405, 410, 414].includes(first.status)]).toEqual([seen, false]);
      const next = await shoot(site, { path: poisoned });
      expect([seen, next.status, next.text === clean]).toEqual([seen, 200, true]);
    }
  }
});

test("what only one person may see is never at an address that a cache takes for a file", async ({
  browser,
  site,
}) => {
  const { page: desk, email } = await personAtDesk(browser, site, "owner");
  const [cookie] = await desk.context().cookies();
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}` };
  const here = `/admin/letters/${demoSlug}`;
  expect((await shoot(site, { path: "/admin/account", headers })).text).toContain(email);
  for (const page of ["/admin/account", here, `${here}/people`, `${here}/log.csv`]) {
    for (const disguise of [
      "/x.css",
      ".css",
      ";x.css",
      "%2fx.css",
      "%3bx.css",
      "%23x.css",
      "%3fx.css",
      "/..%2fx.css",
      "/%2e%2e/x.js",
      "%0ax.css",
      "?x.css",
      "/index.html",
      "/favicon.ico",
    ]) {
      const { text, status, headers: said } = await shoot(site, { path: page + disguise, headers });
      const seen = `${page}${disguise}: ${status}`;
      expect([seen, said["cache-control"] ?? "none"]).toEqual([
        seen,
        expect.stringMatching(/no-store|^none$/),
      ]);
      if (disguise !== "?x.css") expect([seen, text.includes(email)]).toEqual([seen, false]);
      if (text.includes(email))
        expect([seen, said["cache-control"]]).toEqual([seen, expect.stringContaining("no-store")]);
    }
  }
  // The pages behind a mail's link hold a secret.
  const form = await honestForm(site);
  await post(site, `${letter}/sign`, form);
  const { rows } = await site.database.query<{ id: string }>("SELECT id FROM signature WHERE name = $1", [
    form.name,
  ]);
  const token = await linkFor("confirm", { signatureId: rows[0]?.id ?? "" });
  for (const disguise of ["", "/x.css", ".css", "%2fx.css", ";x.css"]) {
    const { text, headers: said } = await shoot(site, {
      path: `${letter}/confirm${disguise}?token=${token}`,
    });
    expect([disguise, said["cache-control"]]).toEqual([disguise, "private, no-store"]);
    expect([disguise, text.includes(form.name)]).toEqual([disguise, disguise === ""]);
  }
});

test("a mail's links lead to the site's own address, whatever host the form was sent to", async ({
  site,
}) => {
  const form = await honestForm(site);
  const headers = {
    Host: "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    Forwarded: "host=evil.example",
  };
  expect((await post(site, `${letter}/sign`, form, headers)).status).toBe(303);
  const mail = await site.mailbox.waitFor(form.email);
  const links = `${mail.text} ${mail.html}`.match(/https?:\/\/[^\s"<>]+/g) ?? [];
  expect(links.length).toBeGreaterThan(1);
  expect(links.filter((link) => /evil/.test(link))).toEqual([]);
  expect(JSON.stringify(mail.headerLines)).not.toContain("evil.example");
});

test("a session begins with a secret of its own: one that was planted opens nothing, before or after", async ({
  browser,
  site,
}) => {
  const { moderatorId } = await personAtDesk(browser, site, "moderator");
  const planted = "P".repeat(43);
  const token = await linkFor("sign_in", { moderatorId });
  const Cookie = `undersigned-session=${planted}; undersigned-session=${planted}; __Host-undersigned-session=${planted}`;
  const signedInAs = await post(
    site,
    "/api/auth/sign-in",
    { token, sessionToken: planted, callbackUrl: "https://evil.example", next: "//evil.example" },
    { Cookie },
  );
  expect(signedInAs.headers.location).toBe("/admin");
  const given = /undersigned-session=([^;]+)/.exec(signedInAs.headers["set-cookie"] ?? "")?.[1] ?? "";
  expect(given).toMatch(/^[\w-]{43}$/);
  expect(given).not.toBe(planted);
  const opens = async (secret: string) =>
    (await shoot(site, { path: "/admin/account", headers: { Cookie: `undersigned-session=${secret}` } }))
      .status;
  expect([await opens(given), await opens(planted)]).toEqual([200, 307]);
  // And the other way round: a session that is there does not become somebody else's by a link, but ends.
  const { moderatorId: other } = await personAtDesk(browser, site, "viewer");
  const again = await linkFor("sign_in", { moderatorId: other });
  await post(site, "/api/auth/sign-in", { token: again }, { Cookie: `undersigned-session=${given}` });
  expect(await opens(given)).toBe(307);
});

test("over https the session cookie is locked to this host, this transport and this site", async ({
  browser,
  site,
}) => {
  const { moderatorId } = await personAtDesk(browser, site, "moderator");
  const server = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SITE_URL: "https://letters.example",
    WORKER: "none",
  });
  const token = await linkFor("sign_in", { moderatorId });
  const hit = await post(server, "/api/auth/sign-in", { token }, { Origin: "https://letters.example" });
  const cookie = hit.headers["set-cookie"] ?? "";
  const secret = /__Host-undersigned-session=([^;]+)/.exec(cookie)?.[1] ?? "";
  expect(cookie).toMatch(/^__Host-undersigned-session=[\w-]{43};/);
  for (const flag of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"])
    expect(cookie.toLowerCase()).toContain(flag.toLowerCase());
  expect(cookie).not.toMatch(/domain=/i);
  const opens = async (name: string) =>
    (await shoot(server, { path: "/admin/account", headers: { Cookie: `${name}=${secret}` } })).status;
  // A cookie that another host or a page without https could set is not looked at.
  expect([await opens("__Host-undersigned-session"), await opens("undersigned-session")]).toEqual([200, 307]);
  // Signing in from the address without its https, or from this machine, is signing in from elsewhere.
  for (const Origin of ["http://letters.example", server.url, "https://www.letters.example"])
    expect((await post(server, "/api/auth/sign-in", { token }, { Origin })).headers.location).toContain(
      "problem=site",
    );
  await server.stop();
});
