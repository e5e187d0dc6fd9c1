import { randomUUID } from "node:crypto";
import { recorded, shoot } from "@/tests/support/attack";
import { type BuiltAction, builtActions, type Way, ways } from "@/tests/support/desk-actions";
import { attacks, type Prize, prizeOf } from "@/tests/support/prize";
import { RightsWorld } from "@/tests/support/rights-world";
import { expect, type Site, test } from "@/tests/support/stories";

/*
 * Elsewhere: whoever has no right for a letter names it openly (each-role-tries-each-action). Here an owner of one letter names
 * their own, and puts what belongs to another into the fields. A search, a feed and fields that no form has are not refused: they find,
 * hear and change nothing.
 */

const built = builtActions();
const action = (name: string): BuiltAction => {
  const found = built.find((one) => one.name.endsWith(` ${name}`));
  if (!found) throw new Error(`no action ${name}`);
  return found;
};

test.describe("an owner of another letter", () => {
  let world: RightsWorld;
  let prize: Prize;
  let own = "";
  let ownPages = { bulk: "", news: "" };
  const attacker = "of another letter";

  test.beforeAll(async ({ site }) => {
    world = new RightsWorld(site.database, site.databaseUrl);
    await world.prepare();
    own = `${world.slug}-elsewhere`;
    prize = await prizeOf(world, await ownSignature(site));
    ownPages = await ownBulkAndNews();
  });

  /** Something about many and a draft of the attacker's letter: pages of theirs from which forms are sent. */
  async function ownBulkAndNews() {
    const { db } = await import("@/lib/db");
    const { letterId, moderatorId } = await db().membership.findFirstOrThrow({
      where: { letter: { slug: own }, role: "owner" },
    });
    const at = new Date();
    const text = { locale: "en", subject: "Own news", body: "Own." };
    const [bulk, news] = await Promise.all([
      db().bulk.create({
        data: { letterId, moderatorId, kind: "approve", total: 0, seen: 0n, startedAt: at, finishedAt: at },
      }),
      db().news.create({ data: { letterId, authorId: moderatorId, writtenAt: at, texts: { create: text } } }),
    ]);
    return { bulk: bulk.id, news: news.id };
  }

  /** A signature of the attacker's letter: the fields that name it are honest. */
  async function ownSignature(site: Site): Promise<string> {
    const { rows } = await site.database.query<{ id: string }>(
      `WITH made AS (
         INSERT INTO signature (letter_id, letter_version_id, status, kind, name, locale, position, published_at)
         SELECT letter_id, v.id, 'published', 'organisation', $2, 'en', 1, now() FROM letter_version v JOIN letter l ON l.id = letter_id
         WHERE l.slug = $1 AND v.locale = 'en' RETURNING id, letter_id
       ), logged AS (
         INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
         SELECT letter_id, id, 'import', 'import', 'published' FROM made
       ) SELECT id FROM made`,
      [own, `Own ${randomUUID()}`],
    );
    return rows[0]?.id ?? "";
  }

  async function act(site: Site, { id, page }: BuiltAction, way: Way, form: Record<string, string>) {
    const { headers, body } = ways[way](id, form);
    const shown = /bulk\/\[id\]$/.test(page) ? ownPages.bulk : ownPages.news;
    const isOfSignature = /signatures\/\[id\]$/.test(page);
    const where = page.replace("[slug]", own).replace("[id]", isOfSignature ? prize.own : shown);
    const answer = await fetch(site.url + where, {
      method: "POST",
      redirect: "manual",
      headers: { ...world.cookieOf(attacker), Origin: site.url, ...headers },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  }

  for (const [at, [name, form, outcome]] of attacks.entries()) {
    test(`${at + 1}: ${name} with ${Object.entries(form({ ...({} as Prize) }, ""))
      .map(([field, value]) => (value === undefined ? field : `${field}=${value}`))
      .join(" ")} of theirs changes nothing`, async ({ site }) => {
      await recorded(site, async () => {
        for (const way of ["by id", "as a form"] as const) {
          const before = await world.picture();
          const { status, text } = await act(site, action(name), way, form(prize, own));
          expect([way, status < 500]).toEqual([way, true]);
          expect([way, await world.picture()]).toEqual([way, before]);
          expect([way, text.includes(world.secretName)]).toEqual([way, false]);
        }
        return { rights: outcome === "nothing" ? 0 : 2 };
      });
    });
  }

  test("finds nothing of theirs below an address of the own letter", async ({ site }) => {
    const headers = world.cookieOf(attacker);
    const here = `/admin/letters/${own}`;
    expect((await shoot(site, { path: `${here}/log.csv`, headers })).status).toBe(200);
    const paths = [
      `${here}/signatures/${prize.signature}`,
      `${here}/bulk/${prize.bulk}`,
      `${here}/news/${prize.news}`,
      `${here}/..%2f${world.slug}/log.csv`,
      `/admin/letters/${own}%2f..%2f${world.slug}`,
    ];
    const file = { method: "POST", headers: { ...headers, Origin: site.url } };
    await recorded(site, async () => {
      for (const path of paths)
        expect([path, (await shoot(site, { path, headers })).status]).toEqual([path, 404]);
      for (const slug of [own, world.slug]) {
        const held = await shoot(site, {
          ...file,
          path: `/admin/letters/${slug}/signatures/${prize.signature}/held.json`,
        });
        expect([slug, held.status >= 300, held.text.includes("rosa@")]).toEqual([slug, true, false]);
      }
      // One of the paths is none: Next says so by itself.
      return { rights: paths.length - 1 + 2 };
    });
    // A queue of the own letter, narrowed to what is theirs.
    for (const query of [
      `tag=${prize.tag}`,
      `assignee=${prize.colleague}`,
      "view=all&q=Secret",
      `q=${encodeURIComponent("%%%")}`,
      `after=${prize.signature}`,
    ]) {
      const { status, text } = await shoot(site, { path: `${here}?${query}`, headers });
      expect([query, status, text.includes(world.secretName)]).toEqual([query, 200, false]);
    }
  });

  test("hears nothing of theirs in the own letter's feed", async ({ site }) => {
    const stop = new AbortController();
    const url = `${site.url}/admin/letters/${own}/events?signature=${prize.signature}&seen=0`;
    const answer = await fetch(url, { headers: world.cookieOf(attacker), signal: stop.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const listening = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        heard += part.value;
    })().catch(() => {});
    await world.pendingSignature();
    await site.database.query(
      "INSERT INTO audit_entry (letter_id, signature_id, actor, action) SELECT letter_id, id, 'system', 'note' FROM signature WHERE id = $1",
      [prize.signature],
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    stop.abort();
    await listening;
    expect(heard).toContain("retry:");
    expect(heard).not.toContain("event: changes");
    expect(
      (await site.database.query("SELECT 1 FROM presence WHERE signature_id = $1", [prize.signature]))
        .rowCount,
    ).toBe(0);
  });

  test("cannot tell whether a letter or a signature is there: what is theirs and what is not there look alike", async ({
    site,
  }) => {
    const headers = world.cookieOf(attacker);
    // Next cuts what it sends along where a write happened to end: the cuts are chance, not an answer.
    const bare = (text: string) =>
      text
        .replace(/"\]\)<\/script><script[^>]*>self\.__next_f\.push\(\[1,"/g, "")
        .replace(/nonce="[^"]*"|nonce\\?":\\?"[^"\\]*/g, "")
        .replace(/[0-9a-f-]{36}|(?:rights|wrongs)-[0-9a-z-]+/g, "id").length;
    const [theirs, nowhere] = [world.slug, world.slug.replace(/^rights/, "wrongs")];
    const look = async (path: string) => {
      const { status, text, headers: said } = await shoot(site, { path, headers });
      return [status, bare(text), said.location];
    };
    const page = (slug: string) => `/admin/letters/${slug}/signatures/${prize.signature}`;
    expect(await look(page(theirs))).toEqual(await look(page(nowhere)));
    expect(await look(`/admin/letters/${theirs}/log.csv`)).toEqual(
      await look(`/admin/letters/${nowhere}/log.csv`),
    );
    const decide = action("decideAction");
    const said = async (id: string) =>
      (await act(site, decide, "by id", { signatureId: id, kind: "approve" })).text.replaceAll(id, "id");
    expect(await said(prize.signature)).toContain("isDone");
    const outcome = (text: string) => /\{"isDone":.*?\}/.exec(text)?.[0];
    expect(outcome(await said(prize.signature))).toBe(outcome(await said(randomUUID())));
  });

  test("fields that a form of the desk has not are left alone, whoever sends them", async ({ site }) => {
    const signature = await world.pendingSignature();
    // What a correction changes: the name, and the evidence, which is gathered anew.
    const untouched = "to_jsonb(s) - '{name,name_lang,search_text,evidence_at,doubts}'::text[]";
    const { rows: before } = await site.database.query(
      `SELECT ${untouched} AS row FROM signature s WHERE id = $1`,
      [signature],
    );
    const smuggled = {
      status: "published",
      position: "1",
      letterId: randomUUID(),
      email: "mallory@evil.example",
      isProven: "true",
      aside: "hold",
      assigneeId: prize.colleague,
      moderatorId: prize.colleague,
      role: "owner",
    };
    const corrected = action("correctAction");
    const { headers, body } = ways["by id"](corrected.id, {
      signatureId: signature,
      name: "Corrected",
      website: "https://organisation.example/",
      ...smuggled,
    });
    await fetch(site.url + corrected.page.replace("[slug]", world.slug).replace("[id]", signature), {
      method: "POST",
      headers: { ...world.cookieOf("moderator"), Origin: site.url, ...headers },
      body,
    });
    const { rows: after } = await site.database.query(
      `SELECT name, ${untouched} AS row FROM signature s WHERE id = $1`,
      [signature],
    );
    expect(after).toEqual([{ name: "Corrected", row: before[0]?.row }]);
  });
});
