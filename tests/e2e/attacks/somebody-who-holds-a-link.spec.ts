import { fillLetter } from "@/tests/load/fill";
import {
  type Hit,
  honestForm,
  linkFor,
  post,
  quiet,
  type Refusals,
  recorded,
  refusedLinks,
  shoot,
  traces,
} from "@/tests/support/attack";
import { RightsWorld } from "@/tests/support/rights-world";
import { demoSlug, expect, type Site, test } from "@/tests/support/stories";

/* Elsewhere: scanners that open links (a-scanner-opens-the-link), links of the wrong age (what-is-refused, integration tests). */

const purposes = [
  "confirm",
  "answer",
  "objection",
  "not_me",
  "unsubscribe",
  "sign_in",
  "invitation",
  "own_page",
] as const;
type Purpose = (typeof purposes)[number];

/** Where a link of each purpose leads: below its letter, or at the desk. */
const wayOf: Record<Purpose, (slug: string) => string> = {
  confirm: (slug) => `/en/${slug}/confirm`,
  answer: (slug) => `/en/${slug}/answer`,
  objection: (slug) => `/en/${slug}/object`,
  not_me: (slug) => `/en/${slug}/not-me`,
  unsubscribe: (slug) => `/en/${slug}/unsubscribe`,
  sign_in: () => "/api/auth/sign-in",
  invitation: () => "/api/auth/invitation",
  own_page: (slug) => `/en/${slug}/mine`,
};

/** What a link's page is sent, and what is said where it does its work. */
const press = (site: Site, path: string, token: string): Promise<Hit> =>
  post(site, path, { token, answer: "An answer", objection: "An objection" });

const worked = ({ status, headers, text }: Hit) =>
  status === 303
    ? !/problem=|token=|sign-in/.test(headers.location ?? "") || /not-me/.test(headers.location ?? "")
    : status === 200 && /no more news|already/i.test(text);

/** What some answers should have been counted as: those of pages by their status, those of the desk by where they lead. */
function countedAs(hits: Hit[], ofInvitations: "link" | "link_over"): Refusals {
  const ledTo = (where: RegExp) => hits.filter(({ headers }) => where.test(headers.location ?? "")).length;
  const pages = refusedLinks(hits);
  const invitations = (pages[ofInvitations] ?? 0) + ledTo(/^\/admin\/invitation/);
  return { ...pages, [ofInvitations]: invitations, sign_in: ledTo(/problem=link/) };
}

/** A letter with something that each kind of link is about. */
class Links {
  readonly other = `other-${Date.now()}`;
  slug = "";
  private world?: RightsWorld;

  constructor(private readonly site: Site) {}

  async prepare(): Promise<this> {
    this.world = new RightsWorld(this.site.database, this.site.databaseUrl);
    await this.world.prepare();
    this.slug = this.world.slug;
    await fillLetter(this.site.databaseUrl, this.other, 0);
    return this;
  }

  /** A link of one purpose, about something new of this letter. */
  async make(purpose: Purpose, lifeMs?: number): Promise<string> {
    const { world, site } = this;
    if (!world) throw new Error("not prepared");
    const { db } = await import("@/lib/db");
    const { grantRole } = await import("@/lib/accounts/members");
    const { sealAddress } = await import("@/lib/addresses/seal");
    const { addressIndex } = await import("@/lib/addresses/blind-index");
    const { id: letterId } = await db().letter.findUniqueOrThrow({ where: { slug: this.slug } });
    const { moderatorId } = await grantRole(
      `mod-${crypto.randomUUID()}@host.example`,
      "moderator",
      this.slug,
    );
    switch (purpose) {
      case "confirm":
      case "not_me": {
        const form = await honestForm(site, this.slug);
        await post(site, `/en/${this.slug}/sign`, form);
        await quiet(site);
        const { id } = await db().signature.findFirstOrThrow({ where: { name: form.name } });
        return purpose === "confirm"
          ? linkFor(purpose, { signatureId: id }, lifeMs)
          : linkFor(purpose, { letterId, addressIndex: addressIndex(form.email) }, lifeMs);
      }
      case "answer": {
        const signatureId = await world.pendingSignature();
        const data = { signatureId, moderatorId, text: "Who are you?", askedAt: new Date() };
        const { id } = await db().question.create({ data });
        return linkFor(purpose, { signatureId, questionId: id }, lifeMs);
      }
      case "objection": {
        const signatureId = await world.pendingSignature();
        const sealedEmail = sealAddress("info@organisation.example", "authority_notice.email");
        const times = { orderedAt: new Date(), sentAt: new Date(), endsAt: new Date(Date.now() + 864e5) };
        const { id } = await db().authorityNotice.create({
          data: { signatureId, moderatorId, sealedEmail, days: 1, ...times },
        });
        return linkFor(purpose, { signatureId, authorityNoticeId: id }, lifeMs);
      }
      case "unsubscribe":
      case "own_page":
        return linkFor(purpose, { signatureId: await world.pendingSignature() }, lifeMs);
      case "sign_in":
        return linkFor(purpose, { moderatorId }, lifeMs);
      case "invitation":
        return linkFor(purpose, { invitationId: await world.openInvitation() }, lifeMs);
    }
  }
}

test.describe("a link", () => {
  let links: Links;
  test.beforeAll(async ({ site }) => {
    links = await new Links(site).prepare();
  });

  for (const purpose of purposes) {
    test(`of ${purpose} opens nothing but its own page, and that of its own letter alone`, async ({
      site,
    }) => {
      const token = await links.make(purpose);
      await quiet(site);
      const before = await traces(site);
      const own = wayOf[purpose](links.slug);
      const elsewhere = [links.slug, links.other, demoSlug].flatMap((slug) =>
        purposes.map((one) => wayOf[one](slug)),
      );
      await recorded(site, async () => {
        const hits: Hit[] = [];
        for (const path of new Set(elsewhere)) {
          if (path === own) continue;
          const pressed = await press(site, path, token);
          hits.push(pressed);
          expect([path, pressed.status, worked(pressed), pressed.headers["set-cookie"]]).toEqual([
            path,
            expect.any(Number),
            false,
            undefined,
          ]);
          if (!path.startsWith("/en")) continue;
          const read = await shoot(site, { path: `${path}?token=${token}` });
          hits.push(read);
          expect([path, read.status]).toEqual([path, 404]);
        }
        const counted = countedAs(hits, "link");
        expect((counted.link ?? 0) + (counted.sign_in ?? 0)).toBe(hits.length);
        return counted;
      });
      expect(await traces(site)).toEqual(before);
      const pressed = await press(site, own, token);
      expect([pressed.status, worked(pressed)]).toEqual([expect.any(Number), true]);
    });
  }

  for (const purpose of ["confirm", "answer", "objection", "sign_in", "invitation", "own_page"] as const) {
    test(`of ${purpose}, pressed by twenty at once, does its work once`, async ({ site }) => {
      const token = await links.make(purpose);
      const own = wayOf[purpose](links.slug);
      await recorded(site, async () => {
        const hits = await Promise.all(Array.from({ length: 20 }, () => press(site, own, token)));
        expect(hits.filter(worked)).toHaveLength(1);
        expect(hits.filter(({ headers }) => headers["set-cookie"]).length).toBe(
          ["sign_in", "invitation", "own_page"].includes(purpose) ? 1 : 0,
        );
        expect(hits.filter(({ status }) => status >= 500)).toEqual([]);
        expect(worked(await press(site, own, token))).toBe(false);
        return purpose === "sign_in" ? { sign_in: 20, link: 0 } : { link_over: 20, link: 0 };
      });
    });
  }

  for (const purpose of [
    "confirm",
    "answer",
    "objection",
    "not_me",
    "sign_in",
    "invitation",
    "own_page",
  ] as const) {
    test(`of ${purpose} that is too old does nothing, whatever it is sent with`, async ({ site }) => {
      const token = await links.make(purpose, -1000);
      const before = await traces(site);
      const own = wayOf[purpose](links.slug);
      const extra = {
        expiresAt: "2999-01-01",
        usedAt: "",
        purpose,
        force: "1",
        change: "again",
        everywhere: "yes",
      };
      await recorded(site, async () => {
        const pressed = await post(site, own, { token, answer: "An answer", objection: "", ...extra });
        expect([pressed.status, worked(pressed), pressed.headers["set-cookie"]]).toEqual([
          expect.any(Number),
          false,
          undefined,
        ]);
        return purpose === "sign_in" ? { sign_in: 1, link: 0 } : { link_over: 1, link: 0 };
      });
      expect(await traces(site)).toEqual(before);
    });
  }

  test("sent with somebody else's id beside it is still about its own signature", async ({ site }) => {
    const token = await links.make("confirm");
    const bystander = await honestForm(site, links.slug);
    await post(site, `/en/${links.slug}/sign`, bystander);
    const { rows } = await site.database.query<{ id: string }>("SELECT id FROM signature WHERE name = $1", [
      bystander.name,
    ]);
    const id = rows[0]?.id ?? "";
    const path = `/en/${links.slug}/confirm?signatureId=${id}&id=${id}&token=${"A".repeat(43)}`;
    expect((await post(site, path, { token, signatureId: id, id, email: bystander.email })).status).toBe(303);
    const { rows: after } = await site.database.query("SELECT status FROM signature WHERE id = $1", [id]);
    expect(after).toEqual([{ status: "unconfirmed" }]);
  });
});

test("the secrets of links are nowhere but in their mails: neither in the database nor in the log", async ({
  site,
}) => {
  const form = await honestForm(site);
  await post(site, `/en/${demoSlug}/sign`, form);
  const mail = await site.mailbox.waitFor(form.email);
  const secrets = [...new Set(`${mail.text}`.match(/(?<=token=)[\w-]{43}/g))];
  expect(secrets).toHaveLength(2);
  for (const secret of secrets) {
    for (const page of ["confirm", "not-me", "answer"])
      await shoot(site, { path: `/en/${demoSlug}/${page}?token=${secret}` });
    const { rows } = await site.database.query(
      "SELECT 1 FROM token WHERE encode(hash, 'escape') LIKE '%' || $1 || '%' UNION ALL SELECT 1 FROM message m WHERE m::text LIKE '%' || $1 || '%'",
      [secret],
    );
    expect([rows.length, site.server.log().includes(secret)]).toEqual([0, false]);
  }
});
