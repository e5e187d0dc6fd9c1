import { createServer } from "node:http";
import { honestForm, linkFor, post, recorded, shoot, traces } from "@/tests/support/attack";
import { demoSlug, expect, moderatorAtDesk, personAtDesk, type Site, test } from "@/tests/support/stories";

/* Elsewhere: each server action from another site (each-role-tries-each-action), the cookie over http (a-scanner-opens-the-link). */

const letter = `/en/${demoSlug}`;

/** How a form looks that another page sent, or that was made up to look otherwise. */
const foreign = (site: Site): Record<string, Record<string, string>> => {
  const host = new URL(site.url).host;
  return {
    "no Origin": {},
    "a hidden Origin": { Origin: "null" },
    "an empty Origin": { Origin: "" },
    "a foreign Origin": { Origin: "https://evil.example" },
    "an Origin that begins like ours": { Origin: `${site.url}.evil.example` },
    "an Origin that ends like ours": { Origin: `http://evil-${host}` },
    "our host by another scheme": { Origin: site.url.replace("http:", "https:") },
    "our host at another port": { Origin: "http://localhost:1" },
    "our Origin twice": { Origin: `${site.url}, https://evil.example` },
    "our Origin in capitals with a path": { Origin: `${site.url.toUpperCase()}/` },
    "a Referer alone": { Referer: `${site.url}${letter}/sign` },
    "our Origin, cross-site": { Origin: site.url, "Sec-Fetch-Site": "cross-site" },
    "our Origin, same-site": { Origin: site.url, "Sec-Fetch-Site": "same-site" },
    "no Origin, typed in": { "Sec-Fetch-Site": "none" },
    "a forged host": { Origin: "https://evil.example", Host: "evil.example" },
    "a forged host of a proxy": {
      Origin: "https://evil.example",
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "https",
    },
  };
};

test("no public form is taken from elsewhere, however its sender dresses", async ({ site }) => {
  const form = await honestForm(site);
  const signed = await honestForm(site);
  expect((await post(site, `${letter}/sign`, signed)).status).toBe(303);
  const { rows } = await site.database.query<{ id: string; letter_id: string }>(
    "SELECT id, letter_id FROM signature WHERE name = $1",
    [signed.name],
  );
  const { addressIndex } = await import("@/lib/addresses/blind-index");
  const [row] = rows;
  const token = await linkFor("confirm", { signatureId: row?.id ?? "" });
  const notMe = await linkFor("not_me", {
    letterId: row?.letter_id ?? "",
    addressIndex: addressIndex(signed.email),
  });
  const forms = {
    sign: form,
    confirm: { token },
    answer: { token, answer: "An answer" },
    object: { token, objection: "" },
    "not-me": { token: notMe, everywhere: "yes" },
  };
  const before = await traces(site);
  await recorded(site, async () => {
    for (const [name, headers] of Object.entries(foreign(site))) {
      for (const [page, fields] of Object.entries(forms)) {
        const hit = await shoot(site, {
          method: "POST",
          path: `${letter}/${page}`,
          headers,
          body: new URLSearchParams(fields),
        });
        expect([name, page, hit.status]).toEqual([name, page, 403]);
      }
    }
    return { other_site: Object.keys(foreign(site)).length * Object.keys(forms).length, link: 0 };
  });
  expect(await traces(site)).toEqual(before);
  // The same forms from here are taken: it was the origin that was refused.
  expect((await post(site, `${letter}/sign`, form)).status).toBe(303);
  expect((await post(site, `${letter}/confirm`, { token })).status).toBe(303);
  expect((await post(site, `${letter}/not-me`, { token: notMe })).status).toBe(303);
});

test("nobody is signed in, out or invited from elsewhere", async ({ browser, site }) => {
  const { page: desk, moderatorId } = await personAtDesk(browser, site, "moderator");
  const [cookie] = await desk.context().cookies();
  const Cookie = `${cookie?.name}=${cookie?.value}`;
  const token = await linkFor("sign_in", { moderatorId });
  const before = await traces(site);
  const doors = ["sign-in", "link", "sign-out", "oidc", "invitation"];
  await recorded(site, async () => {
    for (const [name, headers] of Object.entries(foreign(site))) {
      for (const path of doors) {
        const body = new URLSearchParams({ token, email: "moderator@host.example" });
        const hit = await shoot(site, {
          method: "POST",
          path: `/api/auth/${path}`,
          headers: { ...headers, Cookie },
          body,
        });
        expect([name, path, hit.headers.location]).toEqual([
          name,
          path,
          expect.stringContaining("problem=site"),
        ]);
        expect([name, path, hit.headers["set-cookie"]]).toEqual([name, path, undefined]);
      }
    }
    return { other_site: Object.keys(foreign(site)).length * doors.length, sign_in: 0 };
  });
  expect(await traces(site)).toEqual(before);
  expect((await shoot(site, { path: "/admin/account", headers: { Cookie } })).status).toBe(200);
  expect((await post(site, "/api/auth/sign-in", { token })).headers["set-cookie"]).toContain(
    "undersigned-session=",
  );
});

test("a GET does none of what forms do", async ({ browser, site }) => {
  const { page: desk, moderatorId } = await personAtDesk(browser, site, "owner");
  const [cookie] = await desk.context().cookies();
  const token = await linkFor("sign_in", { moderatorId });
  const fields = String(
    new URLSearchParams({ ...(await honestForm(site)), token, answer: "x", "List-Unsubscribe": "One-Click" }),
  );
  const before = await traces(site);
  const pages = ["sign", "confirm", "answer", "object", "not-me", "unsubscribe"].map(
    (page) => `${letter}/${page}`,
  );
  const auth = ["sign-in", "link", "sign-out", "oidc", "invitation"].map((page) => `/api/auth/${page}`);
  const held = `/admin/letters/${demoSlug}/signatures/00000000-0000-4000-8000-000000000000/held.json`;
  await recorded(site, async () => {
    for (const path of [...pages, ...auth, held]) {
      for (const method of ["GET", "HEAD"]) {
        const headers = { Origin: site.url, Cookie: `${cookie?.name}=${cookie?.value}` };
        const hit = await shoot(site, { method, path: `${path}?${fields}`, headers });
        expect([path, hit.status < 500, hit.status === 303, hit.headers["set-cookie"]]).toEqual([
          path,
          true,
          false,
          undefined,
        ]);
      }
    }
    // Each twice. The form is simply shown; the others know no such link; what only takes forms says so.
    return { link: 2 * (pages.length - 1), method: 2 * (auth.length + 1) };
  });
  expect(await traces(site)).toEqual(before);
});

/** Another site, on this machine: a page that does what it can with ours. */
async function startEvil(html: (path: string) => string) {
  const server = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end(html(request.url ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

test("a page elsewhere cannot send forms, show pages in a frame, read answers or steer a window, in a moderator's browser", async ({
  browser,
  site,
}) => {
  const desk = await moderatorAtDesk(browser, site);
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE status = 'pending' LIMIT 1",
  );
  const framed = [
    letter,
    `${letter}/sign`,
    `${letter}/signatories`,
    "/admin",
    `/admin/letters/${demoSlug}`,
    `/admin/letters/${demoSlug}/signatures/${rows[0]?.id}`,
    `/en/not-there`,
  ];
  const form = await honestForm(site);
  const inputs = Object.entries(form)
    .map(([name, value]) => `<input name="${name}" value="${value}">`)
    .join("");
  const evil = await startEvil((path) => {
    if (path.startsWith("/send"))
      return `<form id="f" method="post" action="${site.url}${letter}/sign">${inputs}</form><script>f.submit()</script>`;
    if (path.startsWith("/out"))
      return `<form id="f" method="post" action="${site.url}/api/auth/sign-out"></form><script>f.submit()</script>`;
    return `<body>${framed.map((to) => `<iframe src="${site.url}${to}"></iframe>`).join("")}</body>`;
  });
  const before = await traces(site);

  const page = await desk.context().newPage();
  await recorded(site, async () => {
    await page.goto(`${evil.url}/send`);
    await expect(page.getByText("not sent from this site")).toBeVisible();
    await page.goto(`${evil.url}/out`);
    await expect(page).toHaveURL(/problem=site/);
    return { other_site: 2 };
  });

  await page.goto(`${evil.url}/frames`, { waitUntil: "networkidle" });
  const shown = await Promise.all(
    page
      .frames()
      .slice(1)
      .map((frame) => frame.evaluate(() => document.body?.textContent ?? "").catch(() => "")),
  );
  expect(shown).toHaveLength(framed.length);
  expect(
    shown.filter(
      (text) => /letter|sign|desk|decision|exist/i.test(text) && !/refused to connect/i.test(text),
    ),
  ).toEqual([]);

  const read = await page.evaluate(
    (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url, { credentials: "include" }).then(
            async (answer) => answer.text(),
            () => "kept",
          ),
        ),
      ),
    framed.map((to) => site.url + to),
  );
  expect(read).toEqual(framed.map(() => "kept"));

  const [opened] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate((url) => void window.open(url), `${site.url}/admin`),
  ]);
  await opened.waitForLoadState();
  expect(await opened.evaluate(() => window.opener)).toBeNull();
  expect(await traces(site)).toEqual(before);
  await desk.reload();
  await expect(desk.getByRole("heading", { name: "Needs decision" })).toBeVisible();
  await desk.context().close();
  await evil.stop();
});
