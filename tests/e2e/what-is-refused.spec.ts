import { request } from "node:http";
import { linkIn } from "@/tests/support/mailbox";
import { indexesOf } from "@/tests/support/secrets";
import { demoSlug, expect, fillForm, type Site, somebody, test } from "@/tests/support/stories";

interface Refusal {
  name: string;
  method?: string;
  path?: string;
  /** Changes to a form that would be accepted. */
  fields?: Record<string, string | null>;
  body?: string | Buffer;
  /** Sends the body without saying how long it is. */
  isChunked?: boolean;
  headers?: Record<string, string>;
  status: number;
  says: RegExp;
}

const sign = `/en/${demoSlug}/sign`;
const confirm = `/en/${demoSlug}/confirm`;

const refusals: Refusal[] = [
  {
    name: "an empty form",
    fields: { kind: null, name: null, country: null, website: null, email: null, publish: null },
    status: 422,
    says: /Enter the name that should stand on the list/,
  },
  { name: "no name", fields: { name: "" }, status: 422, says: /Enter the name that should/ },
  {
    name: "a name of spaces",
    fields: { name: " \u00a0\u3000 " },
    status: 422,
    says: /Enter the name that should/,
  },
  {
    name: "a name of 201 characters",
    fields: { name: "x".repeat(201) },
    status: 422,
    says: /200 characters or fewer/,
  },
  {
    name: "a control character in the name",
    fields: { name: "Org\u0007" },
    status: 422,
    says: /invisible or control characters/,
  },
  {
    name: "a line break in the name",
    fields: { name: "Org\r\nBcc: x@y.example" },
    status: 422,
    says: /invisible or control characters/,
  },
  {
    name: "a bidi override in the name",
    fields: { name: "Org\u202Egro" },
    status: 422,
    says: /invisible or control characters/,
  },
  {
    name: "a bidi isolate in the name in another language",
    fields: { nameAlt: "a\u2066b" },
    status: 422,
    says: /in another language holds invisible/,
  },
  {
    name: "a zero-width space in the name",
    fields: { name: "Chi\u200bldnet" },
    status: 422,
    says: /invisible or control characters/,
  },
  { name: "an address without @", fields: { email: "rosa" }, status: 422, says: /Enter an e-mail address/ },
  {
    name: "two addresses",
    fields: { email: "a@x.example,b@y.example" },
    status: 422,
    says: /Enter an e-mail address/,
  },
  {
    name: "an address with a header in it",
    fields: { email: "a@x.example\r\nBcc: b@y.example" },
    status: 422,
    says: /e-mail address holds invisible|Enter an e-mail/,
  },
  {
    name: "an address that is too long",
    fields: { email: `${"a".repeat(250)}@x.example` },
    status: 422,
    says: /254 characters or fewer/,
  },
  {
    name: "an address at an IP number",
    fields: { email: "a@127.0.0.1" },
    status: 422,
    says: /Enter an e-mail address/,
  },
  { name: "a country that is none", fields: { country: "XX" }, status: 422, says: /Choose a country/ },
  { name: "no country", fields: { country: "" }, status: 422, says: /Choose a country/ },
  {
    name: "no website for an organisation",
    fields: { website: "" },
    status: 422,
    says: /Enter the organisation’s website/,
  },
  {
    name: "a website of JavaScript",
    fields: { website: "javascript:alert(1)" },
    status: 422,
    says: /Enter a website’s address/,
  },
  {
    name: "a website with a password",
    fields: { website: "https://a:b@x.example" },
    status: 422,
    says: /Enter a website’s address/,
  },
  {
    name: "a website on this machine",
    fields: { website: "http://localhost/" },
    status: 422,
    says: /Enter a website’s address/,
  },
  { name: "no representative", fields: { representativeName: "" }, status: 422, says: /Enter your name/ },
  { name: "no role", fields: { representativeRole: "" }, status: 422, says: /Enter your role/ },
  { name: "no authority", fields: { authorised: null }, status: 422, says: /Tick that you are authorised/ },
  {
    name: "no consent to publication",
    fields: { publish: null },
    status: 422,
    says: /Tick that the name may be published/,
  },
  { name: "an unknown kind", fields: { kind: "robot" }, status: 422, says: /Choose whether an organisation/ },
  {
    name: "a form of another text",
    fields: { agreement: "0".repeat(22) },
    status: 409,
    says: /Please read again/,
  },
  {
    name: "an unknown letter",
    path: "/en/no-such-letter/sign",
    status: 404,
    says: /This page does not exist/,
  },
  { name: "a closed letter", path: "/en/closed-letter/sign", status: 410, says: /This letter is closed/ },
  { name: "a wrong method on the form", method: "PUT", status: 405, says: /does not work that way/ },
  {
    name: "a wrong method on the letter",
    method: "POST",
    path: `/en/${demoSlug}`,
    status: 405,
    says: /does not work that way/,
  },
  {
    name: "a body of 2 MB",
    body: Buffer.alloc(2 * 1024 * 1024, "a"),
    status: 413,
    says: /larger than this site accepts/,
  },
  {
    name: "a body of 2 MB that hides its length",
    body: Buffer.alloc(2 * 1024 * 1024, "a"),
    isChunked: true,
    status: 413,
    says: /larger than this site accepts/,
  },
  {
    name: "JSON",
    body: "{}",
    headers: { "Content-Type": "application/json" },
    status: 400,
    says: /in a form that this site can read/,
  },
  {
    name: "a broken multipart body",
    body: "--x\r\nrubbish",
    headers: { "Content-Type": "multipart/form-data; boundary=y" },
    status: 400,
    says: /in a form that this site can read/,
  },
  {
    name: "a form from another site",
    headers: { Origin: "https://evil.example" },
    status: 403,
    says: /not sent from this site/,
  },
  {
    name: "a form of a hidden origin",
    headers: { Origin: "null" },
    status: 403,
    says: /not sent from this site/,
  },
  {
    name: "a form with a forged host",
    headers: { Origin: "http://evil.example", Host: "evil.example", "X-Forwarded-Host": "evil.example" },
    status: 403,
    says: /not sent from this site/,
  },
  { name: "a link without a token", method: "GET", path: confirm, status: 400, says: /not complete/ },
  { name: "a malformed token", path: confirm, body: "token=abc", status: 400, says: /not complete/ },
  {
    name: "a token that nobody has",
    path: confirm,
    body: `token=${"A".repeat(43)}`,
    status: 404,
    says: /does not work/,
  },
];

const acceptable = (agreement: string) => ({
  agreement,
  kind: "organisation",
  name: "An Acceptable Organisation",
  country: "DE",
  website: "www.acceptable.example",
  representativeName: "Rosa",
  representativeRole: "Director",
  email: "rosa@acceptable.example",
  authorised: "yes",
  publish: "yes",
});

/** One request on a connection of its own: a refused body ends the connection. */
function exchange(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string | Buffer,
  isChunked = false,
) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const length: Record<string, string> =
      body && !isChunked ? { "Content-Length": String(Buffer.byteLength(body)) } : {};
    const sent = request(url, { method, headers: { ...headers, ...length }, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
      answer.on("error", reject);
    });
    // The server may answer and hang up before it has heard everything.
    sent.on("error", (error) => setTimeout(() => reject(error), 500));
    sent.end(body);
  });
}

test.beforeAll(async ({ site }) => {
  await site.database.query(`INSERT INTO letter (slug, publisher, date, default_locale, accent, closes_at)
    VALUES ('closed-letter', 'P', '2020-01-01', 'en', '#7a1f3d', '2020-02-01') ON CONFLICT DO NOTHING`);
  await site.database.query(`INSERT INTO letter_version (letter_id, locale, number, title, standfirst, body, sha256)
    SELECT id, 'en', 1, 'Closed', 'S', 'B', 'x' FROM letter WHERE slug = 'closed-letter' ON CONFLICT DO NOTHING`);
});

async function send(site: Site, refusal: Refusal): Promise<{ status: number; text: string }> {
  const page = (await exchange(`${site.letter}/sign`, "GET", {})).text;
  const fields = new URLSearchParams(acceptable(/name="agreement" value="([^"]+)"/.exec(page)?.[1] ?? ""));
  for (const [field, value] of Object.entries(refusal.fields ?? {})) {
    if (value === null) fields.delete(field);
    else fields.set(field, value);
  }
  const method = refusal.method ?? "POST";
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    Origin: site.url,
    ...refusal.headers,
  };
  const body = method === "GET" ? undefined : (refusal.body ?? fields.toString());
  return exchange(site.url + (refusal.path ?? sign), method, headers, body, refusal.isChunked);
}

/** Everything that a refused request could have left behind. */
async function stored(site: Site): Promise<unknown> {
  const { rows } =
    await site.database.query(`SELECT (SELECT count(*) FROM signature) AS signatures, (SELECT count(*) FROM message) AS messages,
    (SELECT count(*) FROM consent) AS consents, (SELECT count(*) FROM audit_entry) AS audit, (SELECT count(*) FROM token WHERE used_at IS NOT NULL) AS used`);
  return rows[0];
}

for (const refusal of refusals) {
  test(`${refusal.name}: ${refusal.status}, a clear message, nothing stored`, async ({ site }) => {
    const before = await stored(site);
    const { status, text } = await send(site, refusal);
    expect(text).toMatch(refusal.says);
    expect(status).toBe(refusal.status);
    expect(await stored(site)).toEqual(before);
    // What was typed is still in the form.
    if (status === 422 || status === 409)
      expect(text).toContain(
        'value="Rosa"'.slice(0, refusal.fields?.representativeName === "" ? 0 : undefined),
      );
  });
}

test("the form that the refusals start from is accepted", async ({ site }) => {
  expect((await send(site, { name: "", status: 303, says: /./ })).status).toBe(303);
});

test("an expired, a used and a foreign link are refused with a clear message", async ({ page, site }) => {
  const rosa = somebody();
  await page.goto(site.letter);
  await fillForm(page, rosa);
  await page.getByRole("button", { name: "Sign the letter" }).click();
  const link = linkIn(await site.mailbox.waitFor(rosa.email));
  const token = link.split("token=")[1] ?? "";
  const post = (path: string) =>
    page.request.post(site.url + path, { form: { token }, headers: { Origin: site.url }, maxRedirects: 0 });
  expect(await (await post("/en/closed-letter/confirm")).text()).toContain("does not work");
  await site.database.query(
    "UPDATE token SET expires_at = now() - interval '1 second' WHERE signature_id = (SELECT id FROM signature WHERE email_index = ANY($1::bytea[]))",
    [indexesOf(rosa.email)],
  );
  const expired = await post(confirm);
  expect([expired.status(), (await expired.text()).includes("This link has expired")]).toEqual([410, true]);
  await site.database.query(
    "UPDATE token SET expires_at = now() + interval '1 day' WHERE signature_id = (SELECT id FROM signature WHERE email_index = ANY($1::bytea[]))",
    [indexesOf(rosa.email)],
  );
  expect((await post(confirm)).status()).toBe(303);
  const used = await post(confirm);
  expect([used.status(), (await used.text()).includes("already been used")]).toEqual([410, true]);
});

test("errors of the public JSON are problem details (RFC 9457)", async ({ request, site }) => {
  const api = `${site.url}/api/v1/letters`;
  for (const [path, status] of [
    ["/nothing", 404],
    [`/${demoSlug}/signatories?limit=0`, 400],
    [`/${demoSlug}/signatories?limit=x`, 400],
    [`/${demoSlug}/signatories?cursor=x`, 400],
    [`/${demoSlug}/log?part=x`, 400],
    [`/${demoSlug}/nothing`, 404],
  ] as const) {
    const answer = await request.get(api + path);
    expect(answer.status()).toBe(status);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      type: "about:blank",
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  }
  // A parameter that is empty was not given.
  for (const [empty, none] of [
    ["signatories?cursor=&limit=", "signatories"],
    ["log?part=", "log"],
    ["log/head?since=", "log/head"],
  ]) {
    const [asked, plain] = await Promise.all([
      request.get(`${api}/${demoSlug}/${empty}`),
      request.get(`${api}/${demoSlug}/${none}`),
    ]);
    expect([asked.status(), plain.status()]).toEqual([200, 200]);
    expect(await asked.text()).toBe(await plain.text());
  }
  const refused = await request.post(`${api}/${demoSlug}`);
  expect([refused.status(), refused.headers().allow]).toEqual([405, "GET, HEAD"]);
});
