import { fillLetter } from "@/tests/load/fill";
import { honestForm, post, quiet, race, recorded, shoot, traces } from "@/tests/support/attack";
import { demoSlug, expect, test } from "@/tests/support/stories";
import { asVisitor, visitor } from "@/tests/support/visitor";

const mine = `/en/${demoSlug}/mine`;

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
  const pages = ["", "/correct", "/representative", "/receipt.json"];
  const forms = ["/correct", "/correct/withdraw", "/representative", "/representative/stop", "/leave"];
  await recorded(site, async () => {
    for (const page of pages)
      expect(
        (await shoot(site, { path: `/en/${other}/mine${page}`, headers: asVisitor(secret) })).text,
      ).not.toContain(name);
    for (const page of forms)
      expect([
        page,
        (await post(site, `/en/${other}/mine${page}`, { name: "Mine now" }, asVisitor(secret))).status,
      ]).toEqual([page, 403]);
    // The page itself is where a link is asked for: that is not refused.
    return { visit: pages.length - 1 + forms.length };
  });
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
  await recorded(site, async () => {
    const late = await post(site, `${mine}/correct`, { name: "Mine now" }, asVisitor(again.secret));
    expect(late.status).toBe(403);
    return { visit: 1 };
  });
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
  const forms = [
    "",
    "/link",
    "/correct",
    "/correct/withdraw",
    "/representative",
    "/representative/stop",
    "/leave",
  ];
  await recorded(site, async () => {
    for (const headers of elsewhere) {
      for (const page of forms) {
        const hit = await post(
          site,
          mine + page,
          { ...details, token: "A".repeat(43) },
          { ...headers, ...asVisitor(victim.secret) },
        );
        expect([page, headers, hit.status]).toEqual([page, headers, 403]);
      }
    }
    return { other_site: elsewhere.length * forms.length, link: 0 };
  });
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

test("a signature is erased by nothing but the form of its own visit: no GET, no other site, no other visit, no second time", async ({
  site,
}) => {
  const [thief, victim] = [await visitor(site), await visitor(site)];
  const erase = `${mine}/erase`;
  const sure = { sure: "yes" };
  const elsewhere: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { "Sec-Fetch-Site": "cross-site" },
  ];
  const unsure: Record<string, string>[] = [
    {},
    { sure: "" },
    { sure: "on" },
    { Sure: "yes" },
    { "sure[]": "yes" },
  ];
  const named = { signatureId: victim.id, id: victim.id, visit: victim.secret, email: victim.email };
  const before = await traces(site);
  await recorded(site, async () => {
    for (const method of ["GET", "HEAD"])
      await shoot(site, { method, path: `${erase}?sure=yes`, headers: asVisitor(victim.secret) });
    for (const method of ["DELETE", "PUT", "PATCH"])
      await shoot(site, { method, path: `${erase}?sure=yes`, headers: asVisitor(victim.secret) });
    for (const headers of elsewhere)
      expect((await post(site, erase, sure, { ...headers, ...asVisitor(victim.secret) })).status).toBe(403);
    for (const form of unsure)
      expect((await post(site, `${erase}?sure=yes`, form, asVisitor(victim.secret))).status).toBe(422);
    for (const secret of ["", "P".repeat(43), victim.id])
      expect((await post(site, erase, { ...sure, ...named }, asVisitor(secret))).status).toBe(403);
    return { method: 3, other_site: elsewhere.length, incomplete: unsure.length, visit: 3 };
  });
  expect(await traces(site)).toEqual(before);
  // A visit erases what it is about, whatever the form names; and once.
  expect(
    (await post(site, `${erase}?id=${victim.id}`, { ...sure, ...named }, asVisitor(thief.secret))).status,
  ).toBe(303);
  const after = await traces(site);
  await recorded(site, async () => {
    for (let time = 0; time < 3; time += 1)
      expect((await post(site, erase, { ...sure, ...named }, asVisitor(thief.secret))).status).toBe(403);
    return { visit: 3 };
  });
  expect(await traces(site)).toEqual(after);
  const { rows } = await site.database.query<{ id: string; kept: boolean }>(
    "SELECT id, anonymised_at IS NULL AS kept FROM signature WHERE id = ANY($1)",
    [[thief.id, victim.id]],
  );
  expect(rows.find(({ id }) => id === victim.id)?.kept).toBe(true);
  expect(rows.find(({ id }) => id === thief.id)?.kept ?? false).toBe(false);
});
