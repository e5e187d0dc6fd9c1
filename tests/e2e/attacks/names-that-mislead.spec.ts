import { honestForm, linkFor, post, recorded } from "@/tests/support/attack";
import { demoSlug, expect, personAtDesk, type Site, test } from "@/tests/support/stories";

/*
 * Elsewhere: control characters, bidi overrides and line breaks in fields (what-is-refused), links in mails to strangers
 * (a-third-party-is-not-bombed).
 * A name is refused where it holds what no name has; all others are taken, and what matters is what is shown and sent.
 */

const headers = [
  "=?utf-8?Q?=0D=0ABcc=3A_mallory=40evil.example?=",
  "=?utf-8?B?DQpCY2M6IG1hbGxvcnlAZXZpbC5leGFtcGxl?=",
  "%0d%0aBcc: mallory@evil.example",
  "\\r\\nBcc: mallory@evil.example",
  '"Rosa" <mallory@evil.example>,',
  "Rosa\u00ad, mallory@evil.example;",
  `${"A".repeat(120)} Bcc: mallory@evil.example`,
];

test("no name adds a header or a recipient to a mail", async ({ site }) => {
  await recorded(site, async () => {
    await signAsEach(site);
    return { incomplete: headers.filter((name) => name.includes("\u00ad")).length };
  });
  expect(site.mailbox.count("mallory@evil.example")).toBe(0);
});

async function signAsEach(site: Site): Promise<void> {
  for (const name of headers) {
    const form = { ...(await honestForm(site)), name };
    const { status } = await post(site, `/en/${demoSlug}/sign`, form);
    // An invisible character is refused, everything else is a name.
    expect([name, status]).toEqual([name, name.includes("\u00ad") ? 422 : 303]);
    if (status !== 303) continue;
    await site.mailbox.waitFor(form.email);
    const { mail, raw } = await site.mailbox.rawTo(form.email);
    const head = raw.slice(0, raw.indexOf("\r\n\r\n"));
    const names = [...head.matchAll(/^([\w-]+):/gm)].map(([, header = ""]) => header.toLowerCase());
    expect([name, names.filter((header, at) => names.indexOf(header) !== at)]).toEqual([name, []]);
    expect([name, names.filter((header) => ["bcc", "cc", "reply-to"].includes(header))]).toEqual([name, []]);
    expect([name, JSON.stringify(mail.to)]).toEqual([name, expect.not.stringContaining("evil")]);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  }
}

test("no subject of news, no address of an invitation and none of a notice adds one either", async ({
  browser,
  site,
}) => {
  const { moderatorId } = await personAtDesk(browser, site, "owner");
  const { parseNews } = await import("@/lib/news/schema");
  const { InvitationInput } = await import("@/lib/accounts/invitations");
  const { NoticeOrder } = await import("@/lib/authority/schema");
  const { EmailAddress } = await import("@/lib/accounts/schema");
  const { giveNotice } = await import("@/lib/authority/commands");
  for (const end of ["\r\n", "\n", "\r", "\u2028", "\u0085", "\0", "\u202e"]) {
    const address = `rosa@host.example${end}Bcc: mallory@evil.example`;
    const subject = `News${end}Bcc: mallory@evil.example`;
    const news = parseNews([{ locale: "en", subject, body: "It goes on." }], "en");
    expect([end, JSON.stringify(news)]).toEqual([end, expect.stringContaining("characters")]);
    expect([
      end,
      InvitationInput.safeParse({ email: address, role: "viewer" }).success,
      EmailAddress.safeParse(address).success,
    ]).toEqual([end, false, false]);
    const order = NoticeOrder.safeParse({ signatureId: crypto.randomUUID(), address });
    const given = order.success ? await giveNotice(order.data, moderatorId, new Date()) : { ok: false };
    expect([end, given.ok]).toEqual([end, false]);
  }
});

async function confirmedAs(site: Site, name: string): Promise<string> {
  const form = { ...(await honestForm(site)), name };
  expect((await post(site, `/en/${demoSlug}/sign`, form)).status).toBe(303);
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM signature WHERE name = $1 ORDER BY created_at DESC LIMIT 1",
    [name.normalize("NFC")],
  );
  const id = rows[0]?.id ?? "";
  const token = await linkFor("confirm", { signatureId: id });
  expect((await post(site, `/en/${demoSlug}/confirm`, { token })).status).toBe(303);
  return id;
}

test("a name that only looks like another's is not published by itself, and is told on", async ({ site }) => {
  const lookAlikes: [string, string][] = [
    ["\u0421hildnet \u0406nternational", "mixedScripts"],
    ["Internet W\u0430tch Foundation", "mixedScripts"],
    ["lnternet Watch Foundation", "similarName"],
    ["Internet Watch Foundation", "similarName"],
    ["ＩＮＴＥＲＮＥＴ watch fóundation", "similarName"],
  ];
  for (const [name, code] of lookAlikes) {
    const id = await confirmedAs(site, name);
    const told = "SELECT code FROM evidence WHERE signature_id = $1 AND weighs = 'against'";
    await expect
      .poll(
        async () => (await site.database.query<{ code: string }>(told, [id])).rows.map((row) => row.code),
        { message: name },
      )
      .toContain(code);
    const { rows } = await site.database.query("SELECT status FROM signature WHERE id = $1", [id]);
    expect([name, rows]).toEqual([name, [{ status: "pending" }]]);
  }
});

test("a name that grows when it is compared, or towers over its line, overflows nothing", async ({
  site,
}) => {
  const logged = site.server.log().length;
  for (const name of [
    "\ufdfa".repeat(200),
    `Z${"\u0300\u0316".repeat(99)}`,
    "👩‍👩‍👧‍👦".repeat(18),
    "ﬃ".repeat(200),
    "\u1100".repeat(100),
    "W".repeat(200),
  ]) {
    const form = { ...(await honestForm(site)), name };
    const id = await confirmedAs(site, form.name);
    await expect
      .poll(
        async () =>
          (await site.database.query("SELECT 1 FROM evidence WHERE signature_id = $1", [id])).rowCount,
      )
      .toBeGreaterThan(0);
    const { rows } = await site.database.query<{ name: string }>("SELECT name FROM signature WHERE id = $1", [
      id,
    ]);
    expect(rows[0]?.name.length).toBeLessThanOrEqual(200);
  }
  expect(site.server.log().slice(logged)).not.toMatch(/RangeError|value too long|fault:/);
});
