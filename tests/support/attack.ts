import { randomUUID } from "node:crypto";
import { request } from "node:http";
import type { RefusalKind, TokenPurpose } from "@/lib/generated/prisma/enums";
import { demoSlug, expect, type Site } from "@/tests/support/stories";

/** A request as an attacker writes it: target and headers go out as they stand here. */
export interface Shot {
  method?: string;
  /** The request target: a path, or whatever else fits on the first line. */
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer | URLSearchParams;
}

export interface Hit {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Sends one request over a connection of its own. */
export function shoot(site: Pick<Site, "url">, shot: Shot): Promise<Hit> {
  const { method = "GET", path, headers = {} } = shot;
  const isForm = shot.body instanceof URLSearchParams;
  const body = isForm ? String(shot.body) : (shot.body as string | Buffer | undefined);
  const { hostname, port } = new URL(site.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(isForm ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
          ...(body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join("\n")]),
            ),
            text: Buffer.concat(chunks).toString(),
          }),
        );
        answer.on("error", reject);
      },
    );
    // The server may answer and hang up before it has heard everything.
    sent.on("error", (error) => setTimeout(() => reject(error), 300));
    sent.end(body);
  });
}

/** Posts a form as a page of the site does, unless the headers say otherwise. */
export function post(
  site: Pick<Site, "url">,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Hit> {
  return shoot(site, {
    method: "POST",
    path,
    headers: { Origin: site.url, ...headers },
    body: new URLSearchParams(form),
  });
}

export type HonestForm = Record<string, string> & { name: string; email: string };

/** A sign-on that is taken, with somebody new in it. */
export async function honestForm(site: Pick<Site, "url">, slug = demoSlug): Promise<HonestForm> {
  const page = await shoot(site, { path: `/en/${slug}/sign` });
  const id = randomUUID().slice(0, 8);
  return {
    agreement: /name="agreement" value="([^"]+)"/.exec(page.text)?.[1] ?? "",
    kind: "organisation",
    name: `Organisation ${id}`,
    country: "DE",
    website: `www.org-${id}.example`,
    representativeName: "Rosa",
    representativeRole: "Director",
    email: `rosa@org-${id}.example`,
    authorised: "yes",
    publish: "yes",
  };
}

/** Everything that an attack could have changed, counted. What has run out is left out: a job deletes it at any moment. */
export async function traces(site: Site): Promise<unknown> {
  const { rows } = await site.database.query(`
    SELECT (SELECT json_agg(s ORDER BY status) FROM (SELECT status, count(*) FROM signature GROUP BY status) s) AS signatures,
      (SELECT count(*) FROM consent) AS consents, (SELECT count(*) FROM consent WHERE withdrawn_at IS NOT NULL) AS withdrawn, (SELECT count(*) FROM audit_entry) AS audit,
      (SELECT count(*) FROM message) AS messages,
      (SELECT count(*) FROM token WHERE used_at IS NOT NULL) AS used, (SELECT count(*) FROM mail_refusal) AS refusals,
      (SELECT count(*) FROM question WHERE answered_at IS NOT NULL) AS answers,
      (SELECT count(*) FROM authority_notice WHERE objected_at IS NOT NULL) AS objections,
      (SELECT count(*) FROM session WHERE expires_at > now()) AS sessions,
      (SELECT count(*) FROM visit WHERE expires_at > now()) AS visits,
      (SELECT count(*) FROM amendment) AS amendments, (SELECT count(*) FROM handover) AS handovers, (SELECT count(*) FROM membership) AS members,
      (SELECT count(*) FROM moderator) AS moderators, (SELECT count(*) FROM invitation WHERE accepted_at IS NOT NULL) AS accepted`);
  return rows[0];
}

/** The sign-ons of a letter that were not taken, as its people see them counted. */
export async function setAside(site: Site, slug: string): Promise<Record<string, number>> {
  const { rows } = await site.database.query<Record<string, number>>(
    `SELECT coalesce(sum(trapped), 0)::int AS trapped, coalesce(sum(limited), 0)::int AS limited
     FROM sign_on_count WHERE letter_id = (SELECT id FROM letter WHERE slug = $1)`,
    [slug],
  );
  return rows[0] ?? {};
}

export type Refusals = Partial<Record<RefusalKind, number>>;

/** What the site's people see counted of what was refused (lib/refusals), in all. */
async function refusalsOf(site: Site): Promise<Refusals> {
  const { rows } = await site.database.query<{ kind: RefusalKind; count: number }>(
    "SELECT kind, sum(count)::int AS count FROM refusal_count GROUP BY kind",
  );
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}

/** A site notes four times a second what it counted. */
const noted = () => new Promise((resolve) => setTimeout(resolve, 600));

/**
 * Does what is refused, and expects the site's figures to say so: of each kind that `attack` names as many more as it says, no more
 * and no less. Of kinds that it does not name nothing is said.
 */
export async function recorded(site: Site, attack: () => Promise<Refusals>): Promise<void> {
  await noted();
  const before = await refusalsOf(site);
  const expected = await attack();
  await noted();
  const more = async () => {
    const after = await refusalsOf(site);
    const kinds = Object.keys(expected) as RefusalKind[];
    return Object.fromEntries(kinds.map((kind) => [kind, (after[kind] ?? 0) - (before[kind] ?? 0)]));
  };
  await expect.poll(more, { timeout: 5_000 }).toEqual(expected);
}

/** What some answers to a link's page should have been counted as, by their status. */
export function refusedLinks(hits: Hit[]): Refusals {
  const count = (...statuses: number[]) => hits.filter(({ status }) => statuses.includes(status)).length;
  return { link: count(400, 404), link_over: count(410) };
}

/** Waits until no mail is on its way and no evidence is being gathered: until then the worker writes to signatures. */
export async function quiet(site: Site): Promise<void> {
  const jobs =
    "SELECT 1 FROM graphile_worker.jobs WHERE task_identifier IN ('send_message', 'gather_evidence') AND run_at <= now()";
  for (let waited = 0; waited < 10_000; waited += 50) {
    if ((await site.database.query(jobs)).rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("mails are still on their way, or evidence is");
}

/** A link's secret for something that is there, as its mail would hold it. */
export async function linkFor(
  purpose: TokenPurpose,
  about: Record<string, string | Uint8Array>,
  lifeMs = 3600_000,
): Promise<string> {
  const [{ db }, { hashToken, makeToken }] = await Promise.all([
    import("@/lib/db"),
    import("@/lib/tokens/tokens"),
  ]);
  const token = makeToken();
  const expiresAt = new Date(Date.now() + lifeMs);
  await db().token.create({ data: { hash: hashToken(token), purpose, expiresAt, ...about } });
  return token;
}

/** The middle of some times, in milliseconds. */
export function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Takes each of some ways in turn, again and again, so that whatever slows the machine slows all: the median of each, in ms. */
export async function race<Name extends string>(
  ways: Record<Name, () => Promise<unknown>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const begun = performance.now();
      await ways[name]();
      // The first round warms up.
      if (round >= 0) times[name].push(performance.now() - begun);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}

/** Something that bites may cost this many times what its like without teeth costs; below the floor, in ms, nothing is measured. */
export const ratio = 6;
export const floor = 60;

/** Sends both in turn. What hurts is the work of the one process, so a fault of the first order shows as a multiple. */
export async function costsNoMore(
  harmless: () => Promise<Hit>,
  biting: () => Promise<Hit>,
  seen: string,
): Promise<void> {
  expect([seen, (await biting()).status < 500]).toEqual([seen, true]);
  const times = await race({ harmless, biting }, 3);
  expect([
    seen,
    Math.round(times.biting) <= ratio * Math.max(times.harmless, floor / ratio) + floor,
    times,
  ]).toEqual([seen, true, times]);
}
