import { randomUUID } from "node:crypto";
import pg from "pg";
import { nameKeys } from "@/lib/evidence/name-keys";
import { addressArrays } from "@/tests/support/secrets";

export interface Crowd {
  slug: string;
  names: string[];
  /** How many of them wait for a decision; the others are published. */
  pending: number;
}

const batch = 5000;

/** A letter with a crowd of signatures, each with its audit entries, names and evidence, as the desk would have them. */
export async function fillCrowd(databaseUrl: string, { slug, names, pending }: Crowd): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO letter (slug, publisher, date, default_locale, accent)
     SELECT $1, publisher, date, default_locale, accent FROM letter WHERE slug = 'children-safe-online'`,
    [slug],
  );
  await client.query(
    `INSERT INTO letter_version (letter_id, locale, number, title, standfirst, body, note, sha256)
     SELECT l.id, v.locale, 1, v.title, v.standfirst, v.body, v.note, v.sha256 FROM letter_version v JOIN letter d ON d.id = v.letter_id, letter l
     WHERE l.slug = $1 AND d.slug = 'children-safe-online'`,
    [slug],
  );
  const countries = ["DE", "FR", "ES", "IT", "PL", "NL", "BE", "AT", "FI", "MT"];
  for (let from = 0; from < names.length; from += batch) {
    const part = names
      .slice(from, from + batch)
      .map((name, at) => ({ id: randomUUID(), name, at: from + at }));
    await client.query(
      `WITH added AS (
         INSERT INTO signature (id, letter_id, letter_version_id, status, kind, name, country, website, sealed_email, email_index,
           email_domain_index, locale, doubts, created_at,
           representative_name, representative_role, evidence_at)
         SELECT r.id, l.id, v.id, 'unconfirmed', (CASE WHEN r.at % 20 = 0 THEN 'individual' ELSE 'organisation' END)::signatory_kind, r.name,
           ($4::text[])[1 + r.at % 10], 'https://site' || r.at || '.example/', r.sealed, r.person, r.domain, 'en',
           (r.at % 10 = 0)::int, now() - r.at * interval '7 seconds', 'Person ' || r.at, 'Director', now()
         FROM unnest($1::uuid[], $2::text[], $3::int[], $6::bytea[], $7::bytea[], $8::bytea[]) AS r(id, name, at, sealed, person, domain), letter l
         JOIN letter_version v ON v.letter_id = l.id AND v.locale = 'en' WHERE l.slug = $5 RETURNING id, letter_id
       ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
         SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added`,
      [
        part.map(({ id }) => id),
        part.map(({ name }) => name),
        part.map(({ at }) => at),
        countries,
        slug,
        ...addressArrays(part.map(({ at }) => `info${at}@site${at}.example`)),
      ],
    );
    const keys = part.flatMap(({ id, name }) => nameKeys(name).map((key) => ({ id, key })));
    await client.query(
      "INSERT INTO signature_name (signature_id, key) SELECT * FROM unnest($1::uuid[], $2::text[])",
      [keys.map(({ id }) => id), keys.map(({ key }) => key)],
    );
  }
  const move = async (to: string, from: string, where: string) =>
    client.query(
      `WITH moved AS (
         UPDATE signature s SET status = '${to}'${to === "published" ? ", published_at = now(), position = n.row" : ""}
         FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS row FROM signature
               WHERE letter_id = (SELECT id FROM letter WHERE slug = $1) AND status = '${from}' ${where}) n
         WHERE n.id = s.id RETURNING s.id, s.letter_id
       ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, from_status, to_status)
         SELECT letter_id, id, 'import', 'fill', '${from}', '${to}' FROM moved`,
      [slug],
    );
  await move("pending", "unconfirmed", "");
  await move("published", "pending", `ORDER BY created_at DESC, id OFFSET ${pending}`);
  await client.query(`UPDATE letter SET published_count = $2, last_position = $2 WHERE slug = $1`, [
    slug,
    names.length - pending,
  ]);
  await client.query(
    `INSERT INTO evidence (signature_id, place, code, weighs, values, checked_at)
     SELECT s.id, e.place, e.code, e.weighs::weight, e.values::jsonb, now() FROM signature s,
       (VALUES (0, 'mailConfirmed', 'for', '{"at":"2026-11-24T12:00:00Z"}'),
               (1, 'domainMatches', 'for', '{"domain":"b.example"}'), (2, 'freeMail', 'against', '{"domain":"b.example"}')) AS e(place, code, weighs, values)
     WHERE s.letter_id = (SELECT id FROM letter WHERE slug = $1) AND s.status = 'pending' AND (e.place < 2 OR s.doubts > 0)`,
    [slug],
  );
  await client.query("COMMIT");
  await client.query("VACUUM ANALYZE");
  await client.end();
}
