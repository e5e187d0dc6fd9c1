import { fillLetter } from "@/tests/load/fill";
import { honestForm, linkFor, post, quiet, race, shoot, traces } from "@/tests/support/attack";
import { demoSlug, expect, type Site, test } from "@/tests/support/stories";

const mine = `/en/${demoSlug}/mine`;

/** A signer at their own page: the id of what they signed, and the cookie of their visit. */
async function visitor(
  site: Site,
  earlier = "",
): Promise<{ id: string; name: string; email: string; secret: string; cookies: string }> {
  const form = await honestForm(site);
  expect((await post(site, `/en/${demoSlug}/sign`, form)).status).toBe(303);
  const { rows } = await site.database.query<{ id: string }>("SELECT id FROM signature WHERE name = $1", [
    form.name,
  ]);
  const id = rows[0]?.id ?? "";
  await post(site, `/en/${demoSlug}/confirm`, { token: await linkFor("confirm", { signatureId: id }) });
  const token = await linkFor("own_page", { signatureId: id });
  const opened = await post(site, mine, { token }, earlier ? { Cookie: `undersigned-visit=${earlier}` } : {});
  const cookies = opened.headers["set-cookie"] ?? "";
  const secret = /undersigned-visit=([\w-]{43})/.exec(cookies)?.[1] ?? "";
  return { id, name: form.name, email: form.email, secret, cookies };
}

const asVisitor = (secret: string) => ({ Cookie: `undersigned-visit=${secret}` });

test("whether an address signed cannot be told by asking for its link: neither by the answer nor by a clock", async ({
  site,
}) => {
  const known = await honestForm(site);
  await post(site, `/en/${demoSlug}/sign`, known);
  const ask = (email: string) => async () => {
    await site.database.query("DELETE FROM throttle");
    return post(site, `${mine}/link`, { email });
  };
  const stranger = `nobody@${known.email.split("@")[1]}`;
  const [one, two] = [await ask(known.email)(), await ask(stranger)()];
  expect([one.status, one.headers.location, one.text, one.headers["set-cookie"]]).toEqual([
    two.status,
    two.headers.location,
    two.text,
    two.headers["set-cookie"],
  ]);
  expect(one.status).toBe(303);
  const times = await race({ known: ask(known.email), unknown: ask(stranger) }, 12);
  expect(Math.max(times.known, times.unknown)).toBeLessThan(3 * Math.min(times.known, times.unknown) + 20);
  await quiet(site);
  expect(site.mailbox.count(stranger)).toBe(0);
});

test("a visit's cookie is the browser's alone, for the letter's own pages alone, and one that was planted is not taken up", async ({
  site,
}) => {
  const planted = "P".repeat(43);
  const { secret, cookies, name } = await visitor(site, planted);
  expect(secret).not.toBe(planted);
  for (const cookie of cookies.split("\n"))
    expect(cookie).toMatch(
      /^undersigned-visit=[\w-]{43}; Path=\/(en|de|fr)\/[a-z-]+\/mine; Max-Age=1800; HttpOnly; SameSite=Strict$/,
    );
  expect((await shoot(site, { path: mine, headers: asVisitor(secret) })).text).toContain(name);
  for (const wrong of [planted, "", "x", `${secret}x`, secret.slice(1), secret.toLowerCase()])
    expect((await shoot(site, { path: mine, headers: asVisitor(wrong) })).text).not.toContain(name);
  for (const disguise of ["/x.css", ".css", ";x.css", "%2fx.css", "/receipt.json/x.css", "/correct/x.js"]) {
    const { text, headers } = await shoot(site, { path: mine + disguise, headers: asVisitor(secret) });
    expect([disguise, text.includes(name), headers["cache-control"]]).toEqual([
      disguise,
      false,
      "private, no-store",
    ]);
  }
  for (const page of ["", "/correct", "/representative", "/receipt.json"])
    expect(
      (await shoot(site, { path: mine + page, headers: asVisitor(secret) })).headers["cache-control"],
    ).toBe("private, no-store");
});

test("a stolen visit opens no other letter, and nothing once it is left or over", async ({ site }) => {
  const other = `visited-${Date.now()}`;
  await fillLetter(site.databaseUrl, other, 0);
  const { secret, name, id } = await visitor(site);
  const before = await traces(site);
  for (const page of ["", "/correct", "/representative", "/receipt.json"])
    expect(
      (await shoot(site, { path: `/en/${other}/mine${page}`, headers: asVisitor(secret) })).text,
    ).not.toContain(name);
  for (const page of ["/correct", "/correct/withdraw", "/representative", "/representative/stop", "/leave"])
    expect([
      page,
      (await post(site, `/en/${other}/mine${page}`, { name: "Mine now" }, asVisitor(secret))).status,
    ]).toEqual([page, 403]);
  expect(await traces(site)).toEqual(before);
  expect((await post(site, `${mine}/leave`, {}, asVisitor(secret))).status).toBe(303);
  expect((await shoot(site, { path: mine, headers: asVisitor(secret) })).text).not.toContain(name);
  const again = await visitor(site);
  await site.database.query(
    "UPDATE visit SET expires_at = now() - interval '1 second' WHERE signature_id = ANY($1)",
    [[again.id, id]],
  );
  expect((await shoot(site, { path: mine, headers: asVisitor(again.secret) })).text).not.toContain(
    again.name,
  );
  expect((await post(site, `${mine}/correct`, { name: "Mine now" }, asVisitor(again.secret))).status).toBe(
    403,
  );
});

test("a visitor's forms are about the visitor's own signature, whatever id they name, and come from here alone", async ({
  site,
}) => {
  const [thief, victim] = [await visitor(site), await visitor(site)];
  const details = { ...(await honestForm(site)), name: "Mine now", kind: "organisation" };
  const smuggled = {
    signatureId: victim.id,
    id: victim.id,
    visit: victim.secret,
    status: "published",
    position: "1",
    letterId: victim.id,
  };
  const elsewhere: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
    { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
  ];
  const before = await traces(site);
  for (const headers of elsewhere) {
    for (const page of [
      "",
      "/link",
      "/correct",
      "/correct/withdraw",
      "/representative",
      "/representative/stop",
      "/leave",
    ]) {
      const hit = await post(
        site,
        mine + page,
        { ...details, token: "A".repeat(43) },
        { ...headers, ...asVisitor(victim.secret) },
      );
      expect([page, headers, hit.status]).toEqual([page, headers, 403]);
    }
  }
  expect(await traces(site)).toEqual(before);
  const hit = await post(
    site,
    `${mine}/correct?signatureId=${victim.id}&id=${victim.id}`,
    { ...details, ...smuggled },
    asVisitor(thief.secret),
  );
  expect(hit.status).toBe(303);
  const { rows } = await site.database.query(
    "SELECT name, status FROM signature WHERE id = ANY($1) ORDER BY name",
    [[thief.id, victim.id]],
  );
  expect(rows).toContainEqual({ name: victim.name, status: "pending" });
  expect(rows.filter(({ status }) => status !== "pending")).toEqual([]);
  const changed = await site.database.query("SELECT 1 FROM amendment WHERE signature_id = $1", [victim.id]);
  expect(changed.rowCount).toBe(0);
});
