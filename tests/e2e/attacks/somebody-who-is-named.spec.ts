import { fillLetter } from "@/tests/load/fill";
import { linkFor, post, quiet, recorded, shoot, traces } from "@/tests/support/attack";
import { demoSlug, expect, moderatorAtDesk, type Site, test } from "@/tests/support/stories";
import { asVisitor, type Visitor, visitor } from "@/tests/support/visitor";

/*
 * Elsewhere: a stolen link, and the day in which it can be stopped (somebody-takes-a-signature-over), races of agreeing, stopping and
 * naming (integration/handovers). Here nothing is taken over: what is refused is, and what is agreed to is what was named.
 */

const letter = `/en/${demoSlug}`;
const represent = `${letter}/represent`;
const mine = `${letter}/mine`;

interface Named {
  by: Visitor;
  handoverId: string;
  email: string;
  /** A link to take over, as its mail would hold it. */
  token: string;
}

/** Has a signer name somebody. */
async function naming(site: Site, changes: Record<string, string> = {}): Promise<Named> {
  const by = await visitor(site);
  const email = `olga@${by.email.split("@")[1]}`;
  const form = { representativeName: "Olga Other", representativeRole: "Director", email, ...changes };
  expect((await post(site, `${mine}/representative`, form, asVisitor(by.secret))).status).toBe(303);
  const { rows } = await site.database.query<{ id: string }>(
    "SELECT id FROM handover WHERE signature_id = $1",
    [by.id],
  );
  const handoverId = rows[0]?.id ?? "";
  await quiet(site);
  return { by, handoverId, email, token: await linkFor("handover", { signatureId: by.id, handoverId }) };
}

/** What the page behind a link has its button send. */
async function agreement(site: Site, token: string): Promise<Record<string, string>> {
  const { text } = await shoot(site, { path: `${represent}?token=${token}` });
  return { token, authority: /name="authority" value="([^"]+)"/.exec(text)?.[1] ?? "" };
}

/** How the handing over and the signature stand, all of it. */
async function standing(site: Site, { by, handoverId }: Named) {
  const { rows } = await site.database.query(
    "SELECT to_jsonb(h) AS handover, to_jsonb(s) AS signature FROM handover h JOIN signature s ON s.id = h.signature_id WHERE h.id = $1 AND s.id = $2",
    [handoverId, by.id],
  );
  return rows;
}

test("a link to take over does nothing by GET, from another site, on another letter, or as a link of another kind", async ({
  site,
}) => {
  const named = await naming(site);
  const form = await agreement(site, named.token);
  const other = `named-${Date.now()}`;
  await fillLetter(site.databaseUrl, other, 0);
  const [before, was] = [await traces(site), await standing(site, named)];
  const elsewhere: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Origin: "" },
    { "Sec-Fetch-Site": "cross-site" },
    { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
  ];
  const wrong = [
    `/en/${other}/represent`,
    ...["confirm", "answer", "object", "not-me", "unsubscribe", "mine"].map((page) => `${letter}/${page}`),
  ];
  const no = { token: named.token, answer: "no" };
  const query = String(new URLSearchParams({ ...form, ...no }));
  for (const method of ["GET", "HEAD"])
    expect((await shoot(site, { method, path: `${represent}?${query}` })).status).toBe(200);
  await recorded(site, async () => {
    for (const method of ["PUT", "PATCH", "DELETE"])
      expect((await shoot(site, { method, path: `${represent}?${query}` })).status).toBe(405);
    for (const headers of elsewhere)
      for (const said of [form, no]) expect((await post(site, represent, said, headers)).status).toBe(403);
    for (const path of wrong) {
      expect([path, (await post(site, path, { ...form, answer: "x", objection: "x" })).status]).toEqual([
        path,
        404,
      ]);
      expect([path, (await shoot(site, { path: `${path}?${query}` })).status]).toEqual([path, 404]);
    }
    expect((await post(site, `/en/${other}/represent`, no)).status).toBe(404);
    return { method: 3, other_site: 2 * elsewhere.length, link: 2 * wrong.length + 1 };
  });
  // And no link of another kind takes anything over.
  const kinds = [
    await linkFor("own_page", { signatureId: named.by.id }),
    await linkFor("confirm", { signatureId: named.by.id }),
    await linkFor("unsubscribe", { signatureId: named.by.id }),
  ];
  await recorded(site, async () => {
    for (const token of [...kinds, "A".repeat(43), "x", ""])
      for (const said of [form, no])
        expect((await post(site, represent, { ...said, token })).status).toBeGreaterThanOrEqual(400);
    return { link: 2 * (kinds.length + 3), link_over: 0 };
  });
  expect(await traces(site)).toEqual(before);
  expect(await standing(site, named)).toEqual(was);
});

test("whoever agrees takes over as who was named: no field of the form makes it another address, name, text or signature", async ({
  site,
}) => {
  const [named, bystander] = [await naming(site), await naming(site)];
  const form = await agreement(site, named.token);
  const [before, wasBystander] = [await standing(site, named), await standing(site, bystander)];
  const smuggled = {
    email: "mallory@evil.example",
    representativeName: "Mallory",
    representativeRole: "Owner",
    name: "Mine now",
    status: "published",
    confirmedAt: "2020-01-01",
    agreedAt: "2020-01-01",
    toldAt: "2020-01-01",
    effective: "2020-01-01",
    handoverId: bystander.handoverId,
    signatureId: bystander.by.id,
    showRepresentative: "yes",
  };
  // Nobody agrees to words that the page did not show.
  await recorded(site, async () => {
    for (const authority of ["", "x", "0".repeat(64)])
      expect((await post(site, represent, { ...form, ...smuggled, authority })).status).toBe(422);
    expect((await post(site, represent, { ...form, ...smuggled, representative: "yes" })).status).toBe(422);
    return { changed: 4 };
  });
  expect(await standing(site, named)).toEqual(before);
  const pressed = await post(site, `${represent}?${new URLSearchParams(smuggled)}`, { ...form, ...smuggled });
  expect(pressed.status).toBe(303);
  const [now] = await standing(site, named);
  const kept = [
    "sealed_email",
    "email_index",
    "representative_name",
    "representative_role",
    "begun_at",
    "told_at",
  ];
  const pick = (row: { handover: Record<string, unknown> } | undefined) =>
    kept.map((column) => row?.handover[column]);
  expect(pick(now)).toEqual(pick(before[0]));
  expect(now?.signature).toEqual(before[0]?.signature);
  expect(await standing(site, bystander)).toEqual(wasBystander);
});

test("a link that was used, called off or pressed by twenty at once does its work once", async ({ site }) => {
  const [used, off, no] = [await naming(site), await naming(site), await naming(site)];
  const forms = {
    used: await agreement(site, used.token),
    off: await agreement(site, off.token),
    no: { token: no.token, answer: "no" },
  };
  // The present address was told long ago: the work is done at once.
  await site.database.query("UPDATE handover SET told_at = now() - interval '2 days' WHERE id = $1", [
    used.handoverId,
  ]);
  await recorded(site, async () => {
    for (const form of [forms.used, forms.no]) {
      const hits = await Promise.all(Array.from({ length: 20 }, () => post(site, represent, form)));
      expect(hits.filter(({ status }) => status === 303)).toHaveLength(1);
    }
    return { link_over: 38, link: 0 };
  });
  const done =
    "SELECT 1 FROM audit_entry WHERE signature_id = $1 AND action LIKE 'handover%' AND action <> 'handoverBegin'";
  for (const { by } of [used, no]) expect((await site.database.query(done, [by.id])).rowCount).toBe(1);
  expect((await post(site, `${mine}/representative/stop`, {}, asVisitor(off.by.secret))).status).toBe(303);
  const all = () => Promise.all([used, off, no].map((one) => standing(site, one)));
  const [before, was] = [await traces(site), await all()];
  await recorded(site, async () => {
    for (const form of [forms.used, forms.off, forms.no]) {
      for (const answer of ["", "no"])
        expect((await post(site, represent, { ...form, answer })).status).toBe(410);
      expect((await shoot(site, { path: `${represent}?token=${form.token}` })).status).toBe(410);
    }
    return { link_over: 9, link: 0 };
  });
  expect(await traces(site)).toEqual(before);
  expect(await all()).toEqual(was);
});

test("nobody else's visit begins or stops a handing over, whatever ids its forms name", async ({ site }) => {
  const [named, thief] = [await naming(site), await visitor(site)];
  const was = await standing(site, named);
  const theirs = {
    signatureId: named.by.id,
    id: named.by.id,
    handoverId: named.handoverId,
    visit: named.by.secret,
  };
  const query = String(new URLSearchParams(theirs));
  const stop = await post(site, `${mine}/representative/stop?${query}`, theirs, asVisitor(thief.secret));
  expect(stop.status).toBe(303);
  const form = {
    ...theirs,
    representativeName: "Mallory",
    representativeRole: "Director",
    email: `mallory@${thief.email.split("@")[1]}`,
  };
  expect((await post(site, `${mine}/representative?${query}`, form, asVisitor(thief.secret))).status).toBe(
    303,
  );
  expect(await standing(site, named)).toEqual(was);
  const { rows } = await site.database.query(
    "SELECT signature_id FROM handover WHERE representative_name = 'Mallory'",
  );
  expect(rows).toEqual([{ signature_id: thief.id }]);
  await recorded(site, async () => {
    for (const secret of ["", "P".repeat(43), named.by.id]) {
      for (const page of ["/representative", "/representative/stop"])
        expect((await post(site, mine + page, form, asVisitor(secret))).status).toBe(403);
    }
    return { visit: 6 };
  });
  expect(await standing(site, named)).toEqual(was);
});

test("the name of who was named stays a text: on its page, in the mails, on the signer's page and at the desk", async ({
  page,
  browser,
  site,
}) => {
  const bite = `"><b data-bite>'></title></script><img data-bite src=x onerror=alert(1)>`;
  const named = await naming(site, { representativeName: bite, representativeRole: bite });
  await page.goto(`${site.url}${represent}?token=${named.token}`);
  await expect(page.getByText("data-bite").first()).toBeVisible();
  await expect(page.locator("[data-bite]")).toHaveCount(0);
  const told = await site.mailbox.waitFor(named.by.email, /Somebody is to take over/);
  const asked = await site.mailbox.waitFor(named.email, /Will you speak for/);
  await page.goto("about:blank");
  for (const { html } of [told, asked]) {
    await page.setContent(String(html));
    await expect(page.locator("[data-bite], script, img[src=x]")).toHaveCount(0);
  }
  const own = await shoot(site, { path: mine, headers: asVisitor(named.by.secret) });
  await page.setContent(own.text.replace(/<(link|script)[^>]*>/g, ""));
  await expect(page.getByText("data-bite").first()).toBeAttached();
  await expect(page.locator("[data-bite]")).toHaveCount(0);
  const desk = await moderatorAtDesk(browser, site);
  await desk.goto(`${site.url}/admin/letters/${demoSlug}/signatures/${named.by.id}`);
  await expect(desk.getByRole("heading", { name: named.by.name })).toBeVisible();
  await expect(desk.locator("[data-bite]")).toHaveCount(0);
  await desk.context().close();
});

test("nobody's mailbox is filled by naming its reader over and over, for one signature or for many, in many spellings", async ({
  site,
}) => {
  const id = Date.now();
  const mails = ["olga", "Olga", "olga+1", "OLGA+x"].map((local) => `${local}@named-${id}.example`);
  const form = { representativeName: "Olga Other", representativeRole: "Director" };
  const signers = [await visitor(site), await visitor(site), await visitor(site)];
  await site.database.query("DELETE FROM throttle");
  await recorded(site, async () => {
    for (const { secret } of signers) {
      const statuses: number[] = [];
      for (const email of mails)
        statuses.push(
          (await post(site, `${mine}/representative`, { ...form, email }, asVisitor(secret))).status,
        );
      expect(statuses).toEqual([303, 303, 303, 429]);
    }
    return { too_many: signers.length };
  });
  await quiet(site);
  const count = mails.reduce((sum, email) => sum + site.mailbox.count(email), 0);
  expect([count > 0, count <= 3]).toEqual([true, true]);
});
