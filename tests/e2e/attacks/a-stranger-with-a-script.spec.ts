import { fillLetter } from "@/tests/load/fill";
import {
  type Hit,
  honestForm,
  post,
  quiet,
  race,
  recorded,
  refusedLinks,
  setAside,
  shoot,
  traces,
} from "@/tests/support/attack";
import { indexesOf } from "@/tests/support/secrets";
import { demoSlug, expect, personAtDesk, test } from "@/tests/support/stories";
import { visitor } from "@/tests/support/visitor";

/*
 * Elsewhere: proofs of work replayed, forged and for another letter (a-robot-signs, integration/protection), X-Forwarded-For
 * (what-everybody-gets), fields of the form (what-is-refused), pages of the desk (a-stranger-tries-the-desk), the statements that signing again
 * takes (integration/again).
 * Signing again, smuggled fields, names of JavaScript and twenty sendings at once are not refused: they are taken for what they are, and the
 * tests say what is stored. A robot in the trap is told what everybody is, so it is counted for its letter alone.
 */

const sign = `/en/${demoSlug}/sign`;
const taken = { status: 303, location: `/en/${demoSlug}/signed` };

const said = ({ status, headers, text }: Awaited<ReturnType<typeof shoot>>) => ({
  status,
  location: headers.location,
  cookie: headers["set-cookie"],
  text,
});

test("who has signed already cannot be told by signing again: neither by the answer nor by a clock", async ({
  site,
}) => {
  const there = await honestForm(site);
  expect(await post(site, sign, there)).toMatchObject({ status: 303 });
  const new_ = async () => ({ ...there, email: (await honestForm(site)).email });
  const strangers = await Promise.all(Array.from({ length: 14 }, new_));
  expect(said(await post(site, sign, there))).toEqual(said(await post(site, sign, await new_())));
  const times = await race(
    { known: () => post(site, sign, there), unknown: () => post(site, sign, strangers.pop() ?? there) },
    12,
  );
  expect(Math.max(times.known, times.unknown)).toBeLessThan(3 * Math.min(times.known, times.unknown) + 20);
});

test("signing again with somebody else's address looks like signing with a new one, in whatever spelling, and tells nobody but its reader", async ({
  site,
}) => {
  const victim = await visitor(site);
  await quiet(site);
  await site.database.query("DELETE FROM throttle");
  const [local = "", host = ""] = victim.email.split("@");
  const [mailed, taken_] = [
    site.mailbox.count(victim.email),
    said(await post(site, sign, await honestForm(site))),
  ];
  for (const email of [
    victim.email,
    victim.email.toUpperCase(),
    `${local}+x@${host}`,
    `${local}@${host.toUpperCase()}`,
  ]) {
    const form = await honestForm(site);
    // The same organisation or another, by the address of whoever signed for it.
    for (const name of [victim.name, form.name])
      expect([
        email,
        said(await post(site, sign, { ...form, name, website: victim.website ?? "", email })),
      ]).toEqual([email, taken_]);
  }
  await quiet(site);
  // What was signed before is as it was, and its reader is told by mail.
  const { rows } = await site.database.query("SELECT status FROM signature WHERE id = $1", [victim.id]);
  expect(rows).toEqual([{ status: "pending" }]);
  expect(site.mailbox.count(victim.email)).toBeGreaterThan(mailed);
});

test("who is a moderator cannot be told by asking for a sign-in link: neither by the answer nor by a clock", async ({
  browser,
  site,
}) => {
  const { email } = await personAtDesk(browser, site, "moderator");
  const ask = (address: string) => async () => {
    await site.database.query("DELETE FROM throttle");
    return post(site, "/api/auth/link", { email: address });
  };
  const stranger = email.replace(/^moderator/, "nobody");
  const [known, unknown] = [await ask(email)(), await ask(stranger)()];
  expect(said(known)).toEqual(said(unknown));
  expect(known.headers.location).toBe("/admin/sign-in?sent=1");
  const times = await race({ known: ask(email), unknown: ask(stranger) }, 12);
  expect(Math.max(times.known, times.unknown)).toBeLessThan(3 * Math.min(times.known, times.unknown) + 20);
  await quiet(site);
  expect(site.mailbox.count(stranger)).toBe(0);
});

const dead = [
  "",
  "x",
  "A".repeat(43),
  `${"A".repeat(42)}%0a`,
  "..%2f..%2f",
  "' OR 1=1--",
  "undefined",
  "a".repeat(5000),
];

for (const path of ["confirm", "answer", "object", "not-me", "unsubscribe"].map(
  (page) => `/en/${demoSlug}/${page}`,
)) {
  test(`a guessed secret opens nothing at ${path}, read or pressed`, async ({ site }) => {
    const before = await traces(site);
    await recorded(site, async () => {
      const hits: Hit[] = [];
      for (const token of dead) {
        const read = await shoot(site, { path: `${path}?token=${encodeURIComponent(token)}` });
        const pressed = await post(site, path, { token, answer: "An answer", objection: "" });
        const seen = `${token.slice(0, 50)}: ${read.status} ${pressed.status}`;
        expect(seen).toMatch(/: (400|404) (400|404)$/);
        expect(read.headers["cache-control"]).toBe("private, no-store");
        hits.push(read, pressed);
      }
      return refusedLinks(hits);
    });
    expect(await traces(site)).toEqual(before);
  });
}

for (const [path, kind] of [
  ["/api/auth/sign-in", "sign_in"],
  ["/api/auth/invitation", "link"],
] as const) {
  test(`a guessed secret begins no session at ${path}`, async ({ site }) => {
    const before = await traces(site);
    await recorded(site, async () => {
      for (const token of dead) {
        const pressed = await post(site, path, { token });
        expect([token.slice(0, 50), pressed.status, pressed.headers["set-cookie"]]).toEqual([
          token.slice(0, 50),
          303,
          undefined,
        ]);
      }
      return { [kind]: dead.length };
    });
    expect(await traces(site)).toEqual(before);
  });
}

test("fields that the form has not change nothing of what is stored", async ({ site }) => {
  const form = await honestForm(site);
  const smuggled = {
    id: "00000000-0000-4000-8000-000000000000",
    status: "published",
    publishedAt: "2020-01-01",
    published_at: "2020-01-01",
    confirmedAt: "2020-01-01",
    letterId: "00000000-0000-4000-8000-000000000000",
    slug: "another",
    position: "1",
    role: "owner",
    owner: "1",
    isProven: "true",
    is_proven: "true",
    aside: "hold",
    "signature[status]": "published",
    __proto__x: "1",
  };
  expect(said(await post(site, sign, { ...form, ...smuggled }))).toMatchObject(taken);
  const { rows } = await site.database.query(
    `SELECT s.status, s.position, s.published_at, s.confirmed_at, s.aside, s.is_proven, l.slug FROM signature s
     JOIN letter l ON l.id = s.letter_id WHERE s.name = $1`,
    [form.name],
  );
  expect(rows).toEqual([
    {
      status: "unconfirmed",
      position: null,
      published_at: null,
      confirmed_at: null,
      aside: null,
      is_proven: false,
      slug: demoSlug,
    },
  ]);
});

test("names that every object of JavaScript has pollute none, in a form, a query or a proof", async ({
  site,
}) => {
  const form = await honestForm(site);
  const polluting = [
    "__proto__",
    "constructor",
    "__proto__[status]",
    "constructor.prototype.isProven",
    "toString",
    "hasOwnProperty",
  ];
  const names = polluting.map((name) => `${encodeURIComponent(name)}=polluted`).join("&");
  const altcha = Buffer.from(
    '{"__proto__":{"polluted":1},"challenge":{"__proto__":{}},"constructor":{"prototype":{}}}',
  );
  const hit = await shoot(site, {
    method: "POST",
    path: `${sign}?${names}`,
    headers: { Origin: site.url, "Content-Type": "application/x-www-form-urlencoded" },
    body: `${new URLSearchParams({ ...form, altcha: altcha.toString("base64") })}&${names}`,
  });
  expect(said(hit)).toMatchObject(taken);
  for (const path of [
    `/en/${demoSlug}?${names}`,
    `/admin/sign-in?problem=__proto__&${names}`,
    "/en/__proto__",
    "/__proto__/constructor",
  ]) {
    expect([path, (await shoot(site, { path })).status < 500]).toEqual([path, true]);
  }
  // Whoever comes after is treated as ever.
  const after = await honestForm(site);
  expect(said(await post(site, sign, after))).toMatchObject(taken);
  const { rows } = await site.database.query("SELECT status, is_proven FROM signature WHERE name = ANY($1)", [
    [form.name, after.name],
  ]);
  expect(rows).toEqual([1, 2].map(() => ({ status: "unconfirmed", is_proven: false })));
});

test("twenty sendings of one form at once are one signature and one set of consents", async ({ site }) => {
  const form = await honestForm(site);
  const hits = await Promise.all(Array.from({ length: 20 }, () => post(site, sign, form)));
  expect(hits.map(said)).toEqual(hits.map(() => expect.objectContaining(taken)));
  const { rows } = await site.database.query(
    `SELECT count(DISTINCT s.id)::int AS signatures, count(c)::int = count(DISTINCT c.text_sha256)::int AS once
     FROM signature s LEFT JOIN consent c ON c.signature_id = s.id WHERE s.email_index = ANY($1::bytea[])`,
    [indexesOf(form.email)],
  );
  expect(rows).toEqual([{ signatures: 1, once: true }]);
});

test("no header makes one network into many; what is refused is counted for the letter's people", async ({
  site,
}) => {
  const slug = `forged-${Date.now()}`;
  await fillLetter(site.databaseUrl, slug, 0);
  await site.database.query(
    "INSERT INTO protection (letter_id, per_network) SELECT id, 2 FROM letter WHERE slug = $1",
    [slug],
  );
  const forged = [
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "X-Client-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
    "X-Peer",
    "X-Cluster-Client-IP",
  ];
  await recorded(site, async () => {
    const statuses: number[] = [];
    for (const [at, header] of forged.entries()) {
      const value = header === "Forwarded" ? `for=192.0.2.${at}` : `192.0.2.${at}`;
      statuses.push(
        (await post(site, `/en/${slug}/sign`, await honestForm(site, slug), { [header]: value })).status,
      );
    }
    expect(statuses).toEqual([303, 303, 429, 429, 429, 429, 429, 429]);
    return { too_many: forged.length - 2 };
  });
  expect(await setAside(site, slug)).toEqual({ trapped: 0, limited: forged.length - 2 });
});

test("a robot in the trap is counted, and told nothing: neither by the answer nor by a clock", async ({
  site,
}) => {
  const slug = `trap-${Date.now()}`;
  await fillLetter(site.databaseUrl, slug, 0);
  const form = await honestForm(site, slug);
  const [caught, honest] = [
    await post(site, `/en/${slug}/sign`, { ...form, topic: "x" }),
    await post(site, `/en/${slug}/sign`, form),
  ];
  expect(said(caught)).toEqual(said(honest));
  expect(await setAside(site, slug)).toEqual({ trapped: 1, limited: 0 });
  const forms = await Promise.all(Array.from({ length: 26 }, () => honestForm(site, slug)));
  const send = (more: Record<string, string>) => () =>
    post(site, `/en/${slug}/sign`, { ...(forms.pop() ?? form), ...more });
  const times = await race({ caught: send({ topic: "x" }), honest: send({}) }, 12);
  expect(Math.max(times.caught, times.honest)).toBeLessThan(3 * Math.min(times.caught, times.honest) + 20);
});
