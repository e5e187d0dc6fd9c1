import pg from "pg";

/** A letter like the demo's, with many published names. */
export async function fillLetter(databaseUrl: string, slug: string, names: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO letter (slug, publisher, date, default_locale, accent, published_count, last_position)
     SELECT $1, publisher, date, default_locale, accent, $2, $2 FROM letter WHERE slug = 'children-safe-online'`,
    [slug, names],
  );
  await client.query(
    `INSERT INTO letter_version (letter_id, locale, number, title, standfirst, body, note, sha256)
     SELECT l.id, v.locale, 1, v.title, v.standfirst, v.body, v.note, v.sha256 FROM letter_version v JOIN letter d ON d.id = v.letter_id, letter l
     WHERE l.slug = $1 AND d.slug = 'children-safe-online'`,
    [slug],
  );
  await client.query(
    `WITH added AS (
       INSERT INTO signature (letter_id, letter_version_id, status, kind, name, locale, position, published_at)
       SELECT l.id, v.id, 'published', 'organisation', 'International Organisation Number ' || n, 'en', n, now()
       FROM generate_series(1, $2::int) n, letter l JOIN letter_version v ON v.letter_id = l.id AND v.locale = 'en'
       WHERE l.slug = $1 RETURNING id, letter_id
     )
     INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
     SELECT letter_id, id, 'import', 'import', 'published' FROM added`,
    [slug, names],
  );
  await client.query("COMMIT");
  await client.query("ANALYZE");
  await client.end();
}
