import { request as httpRequest } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import CachePolicy from "http-cache-semantics";
import { testSecrets } from "@/tests/support/secrets";
import { startServer } from "@/tests/support/site";
import { demoSlug, expect, generousLimits, test } from "@/tests/support/stories";

test("a first visit weighs at most 120 kB, no script, nothing from elsewhere", async ({ page, site }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const urls = new Map<string, string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(site.letter, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  expect(await page.evaluate(() => document.fonts.check('1em "Source Serif 4 Variable"'))).toBe(true);
  console.log(`first visit: ${bytes} bytes in ${urls.size} requests`);
  expect(urls.size).toBeGreaterThan(2);
  expect(bytes).toBeLessThanOrEqual(120_000);
  expect([...urls.values()].filter((url) => !url.startsWith(site.url))).toEqual([]);
  expect([...urls.values()].filter((url) => /\.m?js(\?|$)/.test(url))).toEqual([]);
  expect(await page.locator("script").count()).toBe(0);
  expect(await page.context().cookies()).toEqual([]);
});

test("the letter page is the same for everybody, holds nothing personal, and carries the security headers", async ({
  request,
  site,
}) => {
  const one = await request.get(site.letter, {
    headers: { Cookie: "undersigned-session=x", "User-Agent": "a", "X-Forwarded-For": "1.2.3.4" },
  });
  const two = await request.get(site.letter);
  expect(await one.text()).toBe(await two.text());
  const headers = two.headers();
  expect(headers["set-cookie"]).toBeUndefined();
  expect(headers["content-security-policy"]).toContain("script-src 'self';");
  expect(headers["content-security-policy"]).not.toMatch(/unsafe|nonce|sha256/);
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  });
  expect(headers["x-powered-by"]).toBeUndefined();
  const desk = await request.get(`${site.url}/admin/sign-in`);
  expect(desk.headers()["content-security-policy"]).toMatch(/script-src 'nonce-[\w+/=]+' 'strict-dynamic';/);
  expect(desk.headers()["content-security-policy"]).not.toContain("unsafe");
  expect(desk.headers()["cache-control"]).toContain("no-store");
});

/** What the package has and its types do not say yet. */
type Policy = CachePolicy & { now(): number; useStaleWhileRevalidate(): boolean };

test("a standard shared cache stores the page, revalidates it by its ETag, and serves it stale as intended", async ({
  request,
  site,
}) => {
  const asked = { url: `/en/${demoSlug}`, method: "GET", headers: { host: "x" } };
  const answer = await request.get(site.letter);
  const policy = new CachePolicy(
    asked,
    { status: answer.status(), headers: answer.headers() },
    { shared: true },
  );
  expect(policy.storable()).toBe(true);
  expect(policy.satisfiesWithoutRevalidation(asked)).toBe(true);
  expect(policy.timeToLive()).toBeGreaterThan(1000);
  // A second later it is stale, may be served while a new one is fetched, and never later than two seconds.
  const at = (ms: number) => {
    const later = CachePolicy.fromObject(policy.toObject()) as Policy;
    later.now = () => Date.now() + ms;
    return later;
  };
  expect(at(1500).stale()).toBe(true);
  expect(at(1500).useStaleWhileRevalidate()).toBe(true);
  expect(at(2500).useStaleWhileRevalidate()).toBe(false);
  // Revalidation costs a 304.
  const again = at(2500).revalidationHeaders(asked);
  expect(again["if-none-match"]).toBe(answer.headers().etag);
  const fresh = await request.get(site.letter, {
    headers: { "If-None-Match": String(again["if-none-match"]) },
  });
  expect([fresh.status(), (await fresh.body()).length]).toEqual([304, 0]);
  expect(fresh.headers()["cache-control"]).toBe(answer.headers()["cache-control"]);
  const { policy: revalidated, modified } = at(2500).revalidatedPolicy(asked, {
    status: 304,
    headers: fresh.headers(),
  });
  expect(modified).toBe(false);
  expect(revalidated.storable()).toBe(true);
  // The site is down: the old copy serves for a day.
  const down = at(3600_000).revalidatedPolicy(asked, { status: 503, headers: {} });
  expect(down.modified).toBe(false);
  expect(answer.headers()["cache-control"]).toContain("stale-if-error=86400");
});

interface Raw {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: Buffer;
}

/** What travels over the wire, with nothing unpacked. */
function raw(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Raw> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

const unpack: Record<string, (body: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync };

test("pages travel compressed, and every form is the same page", async ({ site }) => {
  const plain = await raw(site.letter, { "Accept-Encoding": "identity" });
  for (const encoding of ["gzip", "br", "gzip, deflate, br"]) {
    // The first answers come from the router, the later ones are kept compressed.
    for (let round = 0; round < 4; round += 1) {
      const packed = await raw(site.letter, { "Accept-Encoding": encoding });
      const coding = String(packed.headers["content-encoding"]);
      expect(encoding).toContain(coding);
      expect(unpack[coding]?.(packed.body).toString()).toBe(plain.body.toString());
      expect(packed.body.length).toBeLessThan(plain.body.length / 2);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const refused = await raw(site.letter, { "Accept-Encoding": "br;q=0, gzip;q=0" });
  expect(refused.headers["content-encoding"]).toBeUndefined();
});

test("a file that is not there, and a colour that is not the letter's, are not kept for a year", async ({
  site,
}) => {
  const missing = await raw(`${site.url}/assets/document-NOTTHERE.css`);
  expect([missing.status, String(missing.headers["cache-control"])]).toEqual([404, "private, no-store"]);
  const there = /\/assets\/document-\w+\.css/.exec((await raw(site.letter)).body.toString())?.[0];
  expect(String((await raw(site.url + there)).headers["cache-control"])).toContain("immutable");
  const look =
    /\/en\/[\w-]+\/look\.css\?accent=\w+/.exec((await raw(site.letter)).body.toString())?.[0] ?? "";
  expect(String((await raw(site.url + look)).headers["cache-control"])).toContain("immutable");
  const other = await raw(site.url + look.replace(/accent=\w+/, "accent=000000"));
  expect(String(other.headers["cache-control"])).not.toContain("immutable");
});

test("a page that is kept is answered with the same headers as by the router", async ({ site }) => {
  const url = `${site.letter}?from=${Math.random().toString(36).slice(2)}`;
  const [routed, kept] = [await raw(url), await raw(url)];
  expect(String(routed.headers.vary)).toContain("rsc");
  expect(kept.headers.vary).toBe("Accept-Encoding");
  const same = ({ headers }: Raw) => {
    const { vary: _, date: __, "content-length": ___, "transfer-encoding": ____, ...rest } = headers;
    return rest;
  };
  expect(same(kept)).toEqual(same(routed));
  expect(kept.body.toString()).toBe(routed.body.toString());
  const head = await raw(url, {}, "HEAD");
  expect([head.status, head.body.length, head.headers.etag]).toEqual([200, 0, kept.headers.etag]);
  const known = await raw(url, { "If-None-Match": String(kept.headers.etag) });
  expect([known.status, known.body.length, known.headers.etag]).toEqual([304, 0, kept.headers.etag]);
  expect((await raw(url, { "If-None-Match": 'W/"another"' })).status).toBe(200);
});

test("a forged X-Forwarded-For gives nobody a new limit; behind a trusted proxy the client's own entry counts", async ({
  site,
}) => {
  const attempt = async (url: string, forwarded: string) => {
    const letter = `${url}/en/${demoSlug}`;
    const page = await (await fetch(`${letter}/sign`)).text();
    const agreement = /name="agreement" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const email = `limit-${Math.random().toString(36).slice(2)}@limits.example`;
    const form = {
      agreement,
      kind: "organisation",
      name: email,
      country: "DE",
      website: "limits.example",
      representativeName: "R",
      representativeRole: "D",
      email,
      authorised: "yes",
      publish: "yes",
    };
    const answer = await fetch(`${letter}/sign`, {
      method: "POST",
      body: new URLSearchParams(form),
      redirect: "manual",
      headers: { Origin: url, "X-Forwarded-For": forwarded },
    });
    return { status: answer.status, text: await answer.text(), retry: answer.headers.get("retry-after") };
  };
  const settings = {
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    AUTH_SECRET: `${"s".repeat(31)}${Math.random()}`,
    SMTP_URL: site.mailbox.url,
    WORKER: "inside",
    SIGN_LIMIT_PER_ADDRESS: "5",
  };
  const direct = await startServer({ ...settings, SIGN_LIMIT_PER_IP: "3" });
  const other = await startServer({ ...settings, SIGN_LIMIT_PER_IP: "3" });
  const statuses: number[] = [];
  for (let at = 0; at < 5; at += 1)
    statuses.push((await attempt(at % 2 ? direct.url : other.url, `10.0.0.${at}`)).status);
  // Two processes, one count.
  expect(statuses).toEqual([303, 303, 303, 429, 429]);
  const refused = await attempt(direct.url, "10.0.0.9");
  expect(refused.text).toContain("what you typed is still here");
  expect(refused.text).toContain("@limits.example");
  expect(Number(refused.retry)).toBeGreaterThan(0);
  await Promise.all([direct.stop(), other.stop()]);
  const proxied = await startServer({ ...settings, SIGN_LIMIT_PER_IP: "1", TRUSTED_PROXY_HOPS: "1" });
  expect((await attempt(proxied.url, "192.0.2.1")).status).toBe(303);
  expect((await attempt(proxied.url, "6.6.6.6, 192.0.2.1")).status).toBe(429);
  expect((await attempt(proxied.url, "192.0.2.2")).status).toBe(303);
  await proxied.stop();
});

test("without a mail server the inbox is there for this machine; with one it does not exist", async ({
  page,
  request,
  site,
}) => {
  expect((await request.get(`${site.url}/dev/inbox`)).status()).toBe(404);
  const trial = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    ...generousLimits,
  });
  // It speaks the language of the page that led there.
  await page.goto(`${trial.url}/de/${demoSlug}/signed`);
  await page.getByRole("link", { name: "Postfach öffnen" }).click();
  await expect(page.getByRole("heading", { name: "Postfach dieses Versuchs" })).toBeVisible();
  for (const path of [`/en/${demoSlug}/signed`, `/en/${demoSlug}/mine/sent`, "/admin/sign-in?sent=1"]) {
    await page.goto(trial.url + path);
    await expect(page.locator("main"), path).not.toContainText("{");
  }
  await page.goto(`${trial.url}/dev/inbox`);
  await expect(page.getByRole("heading", { name: "Inbox of this trial" })).toBeVisible();
  const forwarded: Record<string, string>[] = [
    { "X-Forwarded-For": "127.0.0.1" },
    { "X-Real-IP": "127.0.0.1" },
    { Forwarded: "for=127.0.0.1" },
    { Via: "1.1 proxy" },
  ];
  for (const headers of forwarded) {
    expect((await request.get(`${trial.url}/dev/inbox`, { headers })).status()).toBe(404);
  }
  // DNS rebinding: another name for this machine.
  expect((await request.get(`${trial.url}/dev/inbox`, { headers: { Host: "evil.example" } })).status()).toBe(
    404,
  );
  await trial.stop();
  const named = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    SITE_URL: "https://letters.example",
  });
  expect((await request.get(`${named.url}/dev/inbox`)).status()).toBe(404);
  await named.stop();
});

test("names and texts are inert, and a foreign name carries its language and direction", async ({
  page,
  browser,
  site,
}) => {
  const { moderatorAtDesk } = await import("@/tests/support/stories");
  const desk = await moderatorAtDesk(browser, site);
  for (const name of ["Safe Clicks Trust", "الشبكة العربية لحماية الطفل", "Δίκτυο"]) {
    await desk.goto(`${site.url}/admin/letters/${demoSlug}`);
    await desk.getByRole("link", { name: new RegExp(name) }).click();
    await desk.getByRole("button", { name: "Approve and publish" }).click();
    await expect(desk.getByRole("status")).toContainText("is on the public list now");
  }
  await page.goto(`${site.letter}/signatories`);
  await expect(page.getByText('Safe Clicks Trust <script>alert("signed")</script>')).toBeVisible();
  await expect(page.locator('bdi[lang="ar"][dir="rtl"]')).toHaveText("الشبكة العربية لحماية الطفل");
  await expect(page.locator('bdi[lang="el"]')).toContainText("Δίκτυο");
  const json = await (await fetch(`${site.url}/api/v1/letters/${demoSlug}/signatories?limit=500`)).text();
  expect(json).toContain('<script>alert(\\"signed\\")</script>');
  expect(json).not.toMatch(/robin@|Robin Tables|"email"/);
});

test("health and readiness are told apart", async ({ request, site }) => {
  expect(await (await request.get(`${site.url}/healthz`)).json()).toEqual({ status: "up" });
  expect(await (await request.get(`${site.url}/readyz`)).json()).toMatchObject({
    checks: { database: true, migrations: true, worker: true },
  });
  const alone = await startServer({
    DATABASE_URL: site.databaseUrl,
    ...testSecrets,
    WORKER: "none",
  });
  await site.database.query("UPDATE _prisma_migrations SET rolled_back_at = now()");
  const answer = await request.get(`${alone.url}/readyz`);
  await site.database.query("UPDATE _prisma_migrations SET rolled_back_at = NULL");
  expect([answer.status(), (await answer.json()).detail]).toEqual([503, "Missing: migrations."]);
  expect((await request.get(`${alone.url}/healthz`)).status()).toBe(200);
  await alone.stop();
});
