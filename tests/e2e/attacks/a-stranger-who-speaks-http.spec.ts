import { honestForm, linkFor, post, recorded, type Shot, shoot, traces } from "@/tests/support/attack";
import { demoSlug, expect, type Site, test } from "@/tests/support/stories";

/*
 * Elsewhere: methods that the pages of a letter do not take (what-is-refused), what the log names (nothing-personal-is-logged).
 * A target that names another host, and a line for the log, are not refused: they are answered as if they were not odd.
 */

const letter = `/en/${demoSlug}`;
const sign = `${letter}/sign`;

const climbs = [
  "/../../../../etc/passwd",
  "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/..%2f..%2f..%2fpackage.json",
  "/assets/../../package.json",
  "/assets/%2e%2e/%2e%2e/package.json",
  "/assets/..%2f..%2f.env",
  "/_next/static/../server/server-reference-manifest.json",
  "/_next/static/..%2f..%2fserver%2fserver-reference-manifest.json",
  "/_next/static/%2e%2e/%2e%2e/required-server-files.json",
  "/.env",
  "/.git/config",
  "/web.mjs",
  "/package.json",
  "/.next/required-server-files.json",
  `${letter}/text/..%2f..%2f..%2fpackage.json`,
  `${letter}/text/%2e%2e%2f${"0".repeat(64)}.txt%00.txt`,
  `${letter}/text/${"0".repeat(64)}.txt`,
  `${letter}/look.css/../../../package.json`,
  `/en/..%2f..%2fadmin/account`,
  `/api/v1/letters/..%2f..%2f..%2fadmin/log`,
  "/dev/inbox/..%2f..%2fetc%2fpasswd",
  "//etc/passwd",
  "/%",
  "/%c0%ae%c0%ae/package.json",
];

test("no path climbs out of what is published", async ({ site }) => {
  await recorded(site, async () => ({ nowhere: await climb(site) }));
});

/** Tries each path; returns how many were answered by the page that says that nothing is there, not by Next itself. */
async function climb(site: Site): Promise<number> {
  let said = 0;
  for (const path of climbs) {
    const { status, text, headers } = await shoot(site, { path });
    if (status === 404 && /There is (?:nothing|no letter)/.test(text)) said += 1;
    expect([path, status < 500, status !== 200, headers.location?.startsWith("/") ?? true]).toEqual([
      path,
      true,
      true,
      true,
    ]);
    expect([path, /"dependencies"|DATABASE_URL|root:|repositoryformat|distDir|"workers"/.test(text)]).toEqual(
      [path, false],
    );
    // A refusal has the headers of every page.
    if (status === 404)
      expect([path, headers["x-frame-options"], headers["x-content-type-options"]]).toEqual([
        path,
        "DENY",
        "nosniff",
      ]);
  }
  expect(said).toBeGreaterThan(climbs.length / 2);
  return said;
}

const elsewhere = [
  "//evil.example",
  "///evil.example/",
  "/\\evil.example/",
  "/%5cevil.example/",
  "/%2f%2fevil.example/",
  "/.//evil.example/",
  "/en//evil.example/..",
  "//evil.example/%2e%2e",
  "/en/..//evil.example/",
  "/http://evil.example/",
  "/%0d%0aLocation:%20http://evil.example/",
  "http://evil.example/en",
  "http://evil.example//en/",
  "//user@evil.example/%2f..",
];

const hosts: Record<string, string>[] = [
  {},
  { Host: "evil.example" },
  { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" },
];

test("no target leads to another site, whatever host the request names", async ({ site }) => {
  for (const path of [...elsewhere, "/", "/admin", "/admin/", "/en/"]) {
    for (const headers of hosts) {
      const hit = await shoot(site, { path, headers });
      const way = `${hit.headers.location ?? ""} ${hit.headers.refresh ?? ""}`;
      expect([path, hit.status < 500]).toEqual([path, true]);
      // On this very host, and nowhere where a browser would read another one.
      expect([path, new URL(hit.headers.location ?? "/", "http://here.example").host]).toEqual([
        path,
        "here.example",
      ]);
      expect([path, /url=(\/\/|\/?\\|http)/.test(way)]).toEqual([path, false]);
    }
  }
});

const strange = ["TRACE", "PROPFIND", "LOCK", "PURGE", "SEARCH", "MERGE", "M-SEARCH"];

test("a method that nothing takes is refused, and a request is never sent back", async ({ site }) => {
  const before = await traces(site);
  const everywhere = [letter, sign, "/admin/sign-in", "/api/v1/letters/x", "/api/auth/link", "/icon.svg"];
  const writing = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
  await recorded(site, async () => {
    for (const method of strange) {
      for (const path of everywhere) {
        const hit = await shoot(site, {
          method,
          path,
          headers: { Cookie: "undersigned-session=secret-of-a-cookie" },
        });
        expect([method, path, hit.status]).toEqual([method, path, 405]);
        expect(JSON.stringify(hit)).not.toContain("secret-of-a-cookie");
      }
    }
    for (const method of writing) {
      const hit = await shoot(site, { method, path: "/icon.svg" });
      expect([method, hit.status, hit.headers.allow]).toEqual([method, 405, "GET, HEAD"]);
    }
    return { method: strange.length * everywhere.length + writing.length };
  });
  // No page tells another site's script that it may read.
  for (const path of [letter, sign, "/admin", `/api/v1/letters/${demoSlug}`, "/api/auth/link"]) {
    const hit = await shoot(site, {
      method: "OPTIONS",
      path,
      headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" },
    });
    expect(Object.keys(hit.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  }
  expect(await traces(site)).toEqual(before);
});

test("a GET that says it were a POST is a GET", async ({ site }) => {
  const form = await honestForm(site);
  expect((await post(site, sign, form)).status).toBe(303);
  const { rows } = await site.database.query<{ id: string }>("SELECT id FROM signature WHERE name = $1", [
    form.name,
  ]);
  const token = await linkFor("confirm", { signatureId: rows[0]?.id ?? "" });
  const before = await traces(site);
  for (const name of ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]) {
    const hit = await shoot(site, {
      path: `${letter}/confirm?token=${token}&_method=POST`,
      headers: { [name]: "POST", Origin: site.url },
    });
    expect([name, hit.status]).toEqual([name, 200]);
  }
  await recorded(site, async () => {
    for (const method of ["HEAD", "PUT", "DELETE", "PATCH"])
      await shoot(site, { method, path: `${letter}/confirm?token=${token}`, headers: { Origin: site.url } });
    return { method: 3 };
  });
  expect(await traces(site)).toEqual(before);
  expect((await post(site, `${letter}/confirm`, { token })).status).toBe(303);
});

test("no part of a request writes a line of its own into the log, nor an address", async ({ site }) => {
  const lines = [
    "%0afault:%20FORGED",
    "%0d%0aFORGED",
    "%1b[31mFORGED",
    "%e2%80%a8FORGED",
    "%00FORGED",
    "%24%7bFORGED%7d",
    "%25FORGED",
    "%",
  ];
  const parts = (line: string): Shot[] => [
    { path: `/en/x${line}` },
    { path: `${letter}/signatories?q=abc${line}&after=${line}` },
    { path: `/api/v1/letters/${line}/signatories?cursor=${line}` },
    { path: `/admin/letters/${line}?q=${line}` },
    { path: `/_next/image?url=/en${line}&w=64&q=75` },
    { path: `/_next/static/${line}`, method: "DELETE" },
    {
      path: "/admin/sign-in",
      method: "POST",
      headers: { "Next-Action": encodeURI(line), Origin: site.url },
      body: line,
    },
    {
      path: sign,
      method: "POST",
      headers: { Origin: site.url, "Content-Type": `multipart/form-data; boundary=${encodeURI(line)}` },
      body: line,
    },
    {
      path: `/api/auth/callback/oidc?code=x&state=${line}&error=${line}`,
      headers: { Cookie: `next-auth.state=${encodeURI(line)}` },
    },
    {
      path: "/",
      headers: {
        "User-Agent": `FORGED rosa@forged.example`,
        Referer: `http://x.example/?FORGED`,
        "X-Forwarded-For": "FORGED",
      },
    },
  ];
  for (const line of lines) for (const part of parts(line)) await shoot(site, part);
  expect(site.server.log()).not.toMatch(/FORGED|forged\.example/);
});

test("what no text of the database can hold, and LIKE's own signs, are no fault on our side", async ({
  site,
}) => {
  const logged = site.server.log().length;
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const id = "00000000-0000-4000-8000-000000000000";
  const odd = [
    "%00",
    "abc%00",
    "%25%25%25",
    "abc%5c",
    "%5c%5c%5c",
    "___",
    "'%22;--",
    "%ed%a0%80abc",
    "%f0%9f%92%a9%f0%9f%92%a9",
    "%ef%bf%bfabc",
    "%cc%81%cc%81%cc%81",
  ];
  const paths = [
    ...odd.flatMap((text) => [
      `${letter}/signatories?q=${text}`,
      `${letter}?${text}=${text}`,
      `/api/v1/letters/${text}`,
      `/api/v1/letters/${text}/log`,
      `/en/${text}`,
    ]),
    ...[
      ["n", "a\0b", id],
      ["n", "\ud800", id],
      ["n", {}, id],
      ["s", 1e300],
      ["s", "1"],
      ["s", -0],
      ["__proto__"],
      null,
      [[[[[]]]]],
    ].flatMap((value) => [
      `${letter}/signatories?order=name&after=${cursor(value)}`,
      `${letter}/signatories?after=${cursor(value)}`,
      `/api/v1/letters/${demoSlug}/signatories?cursor=${cursor(value)}`,
    ]),
    ...["1e9", "-1", "0x10", "1.5", "NaN", "%00", "9007199254740993"].flatMap((number) => [
      `/api/v1/letters/${demoSlug}/log?part=${number}`,
      `/api/v1/letters/${demoSlug}/log/head?since=${number}`,
      `/api/v1/letters/${demoSlug}/signatories?limit=${number}`,
    ]),
  ];
  await recorded(site, async () => {
    let nowhere = 0;
    for (const path of paths) {
      const { status } = await shoot(site, { path });
      expect([path, status < 500]).toEqual([path, true]);
      if (status === 400 || status === 404) nowhere += 1;
    }
    return { nowhere };
  });
  expect(site.server.log().slice(logged)).toBe("");
  // LIKE's wildcards find nothing: they are letters.
  const found = await shoot(site, { path: `${letter}/signatories?q=%25%25%25` });
  expect(found.text).not.toContain('class="signatory');
});
