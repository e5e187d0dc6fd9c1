import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { grantRole } from "@/lib/accounts/members";
import { beginSession } from "@/lib/accounts/sessions";

/** The desk's decision form as a browser without script sends it. */
export interface Desk {
  site: string;
  slug: string;
  databaseUrl: string;
}

/** Signatures of a letter that wait for a decision, as if confirmed by mail, without anybody to write to. */
export async function fillPending({ databaseUrl, slug }: Desk, count: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ids = Array.from({ length: count }, () => randomUUID());
  await client.query("BEGIN");
  await client.query(
    `WITH added AS (
       INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, locale, evidence_at)
       SELECT r.id, v.letter_id, v.id, 'unconfirmed', 'organisation', 'Decided ' || r.id, 'en', now()
       FROM unnest($1::uuid[]) AS r(id), letter_version v JOIN letter l ON l.id = v.letter_id
       WHERE l.slug = $2 AND v.locale = 'en' RETURNING id, letter_id
     ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
       SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added`,
    [ids, slug],
  );
  await client.query(
    `WITH moved AS (UPDATE signature SET status = 'pending' WHERE id = ANY($1) RETURNING id, letter_id)
     INSERT INTO audit_entry (letter_id, signature_id, actor, action, from_status, to_status)
     SELECT letter_id, id, 'signer', 'confirm', 'unconfirmed', 'pending' FROM moved`,
    [ids],
  );
  await client.query("COMMIT");
  await client.end();
  return ids;
}

/** The cookie of a moderator who has just signed in. */
export async function newModerator(slug: string): Promise<string> {
  const { moderatorId } = await grantRole(`decider-${randomUUID()}@host.example`, "moderator", slug);
  const secret = randomBytes(32).toString("base64url");
  await beginSession(secret, moderatorId, new Date());
  // The name on a site without TLS.
  return `undersigned-session=${secret}`;
}

/** The hidden fields of the decision form on a signature's page. */
async function formFields({ site, slug }: Desk, cookie: string, id: string): Promise<Map<string, string>> {
  const page = await fetch(`${site}/admin/letters/${slug}/signatures/${id}`, { headers: { cookie } });
  const form = /class="decision".*?<\/form>/s.exec(await page.text())?.[0] ?? "";
  const asText = (text = "") => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return new Map(
    [...form.matchAll(/<input([^>]*)>/g)].flatMap(([, attributes = ""]) => {
      const name = /name="([^"]*)"/.exec(attributes)?.[1];
      return name ? [[name, asText(/value="([^"]*)"/.exec(attributes)?.[1])] as [string, string]] : [];
    }),
  );
}

export interface Outcomes {
  /** HTTP status to how often. */
  statuses: Map<number, number>;
  /** How many were told that their decision was done, and that somebody was faster. */
  done: number;
  late: number;
}

/** All of `cookies` decide at once, each about its own list in its order, by the form, over HTTP. */
export async function decideAtOnce(desk: Desk, cookies: string[], lists: string[][]): Promise<Outcomes> {
  const outcomes: Outcomes = { statuses: new Map(), done: 0, late: 0 };
  const fields = await formFields(desk, cookies[0] ?? "", lists[0]?.[0] ?? "");
  await Promise.all(
    cookies.map(async (cookie, who) => {
      for (const [step, id] of (lists[who] ?? []).entries()) {
        const form = new FormData();
        for (const [name, value] of fields) form.set(name, value);
        form.set("signatureId", id);
        form.delete("seen");
        form.set("kind", (step + who) % 3 === 0 ? "reject" : "approve");
        form.set("reason", "Because");
        const answer = await fetch(`${desk.site}/admin/letters/${desk.slug}/signatures/${id}`, {
          method: "POST",
          headers: { cookie, origin: desk.site },
          body: form,
        });
        const html = await answer.text();
        outcomes.statuses.set(answer.status, (outcomes.statuses.get(answer.status) ?? 0) + 1);
        if (/is on the public list now|gets your reason by mail/.test(html)) outcomes.done += 1;
        if (html.includes("Somebody was faster")) outcomes.late += 1;
      }
    }),
  );
  return outcomes;
}

/** Whether each signature was decided once, and log, mails' decisions and public list agree. Returns what does not. */
export async function disagreements({ site, slug, databaseUrl }: Desk, ids: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{
    id: string;
    status: string;
    position: number | null;
    logged: string[];
    decided: string[];
  }>(
    `SELECT s.id, s.status, s.position,
       ARRAY(SELECT action FROM audit_entry e WHERE e.signature_id = s.id AND e.actor = 'moderator') AS logged,
       ARRAY(SELECT kind::text FROM decision d WHERE d.signature_id = s.id) AS decided
     FROM signature s WHERE s.id = ANY($1)`,
    [ids],
  );
  await client.end();
  const listed = new Set<string>();
  for (let next: string | null = ""; next !== null; ) {
    const answer = await fetch(
      `${site}/api/v1/letters/${slug}/signatories?limit=500${next && `&cursor=${next}`}`,
    );
    const page: { signatories: { name: string }[]; next: string | null } = await answer.json();
    for (const { name } of page.signatories) listed.add(name);
    next = page.next;
  }
  return rows.flatMap(({ id, status, position, logged, decided }) => {
    const kind = { published: "approve", rejected: "reject" }[status];
    const isRight =
      logged.length === 1 &&
      decided.length === 1 &&
      logged[0] === kind &&
      decided[0] === kind &&
      listed.has(`Decided ${id}`) === (status === "published") &&
      (position !== null) === (status === "published");
    return isRight ? [] : [`${id}: ${status} ${logged} ${decided}`];
  });
}
