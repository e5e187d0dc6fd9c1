import pg from "pg";
import { addressArrays } from "@/tests/support/secrets";

const countries =
  "DE FR BE NL ES IT PL SE AT IE FI PT DK CZ GR RO HU BG HR SK SI LT LV EE LU CY MT GB CH NO IS UA RS BA US CA BR IN ZA XK";

/**
 * A letter in the middle of its life, as the overview meets it: signatures of ten weeks from forty countries, a day in the news,
 * decisions that took minutes or weeks, and some mails that failed.
 */
export async function fillBusyLetter(databaseUrl: string, slug: string, names: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>("SELECT id FROM letter WHERE slug = $1", [slug]);
  const letterId = rows[0]?.id;
  await client.query("BEGIN");
  await client.query("SELECT setseed(0.4)");
  const addresses = addressArrays(
    Array.from({ length: names }, (_, at) => `info@organisation-${at + 1}.example`),
  );
  // The day: a wave after the start, and a peak six weeks later.
  await client.query(
    `WITH drawn AS (
       SELECT n, random() AS a, random() AS b, random() AS c,
         CASE WHEN random() < 0.3 THEN 26 + random() ^ 2 * 6 ELSE 70 * (1 - sqrt(random())) END AS days_after
       FROM generate_series(1, $3::int) n
     ), added AS (
       INSERT INTO signature (letter_id, letter_version_id, status, kind, name, country, sealed_email, email_index, email_domain_index, locale,
         created_at)
       SELECT $1::uuid, v.id, 'unconfirmed', 'organisation', 'Organisation ' || n,
         ($2::text[])[1 + floor(a ^ 2.2 * 40)::int], ($4::bytea[])[n], ($5::bytea[])[n], ($6::bytea[])[n],
         CASE WHEN b < 0.55 THEN 'en' WHEN b < 0.8 THEN 'de' ELSE 'fr' END,
         now() - (70 - days_after) * interval '1 day' - c * interval '2 hours'
       FROM drawn, (SELECT id FROM letter_version WHERE letter_id = $1::uuid LIMIT 1) v RETURNING id, letter_id
     ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, to_status)
       SELECT letter_id, id, 'signer', 'sign', 'unconfirmed' FROM added`,
    [letterId, countries.split(" "), names, ...addresses],
  );
  const move = (from: string, to: string, changes: string, share: number) =>
    client.query(
      `WITH moved AS (
         UPDATE signature SET status = '${to}', ${changes}
         WHERE letter_id = $1::uuid AND status = '${from}' AND random() < ${share} RETURNING id, letter_id
       ) INSERT INTO audit_entry (letter_id, signature_id, actor, action, from_status, to_status)
         SELECT letter_id, id, 'import', 'fill', '${from}', '${to}' FROM moved`,
      [letterId],
    );
  const decided = "least(now(), confirmed_at + exp(4 + 6 * random()) * interval '1 minute')";
  await move(
    "unconfirmed",
    "pending",
    "confirmed_at = least(now(), created_at + random() * interval '9 hours')",
    0.93,
  );
  await move("pending", "rejected", `first_decided_at = ${decided}, decided_at = ${decided}`, 0.06);
  await move(
    "pending",
    "published",
    `first_decided_at = ${decided}, published_at = ${decided}, position = right(name, -13)::int`,
    0.86,
  );
  await move("published", "withdrawn", "position = NULL", 0.01);
  await client.query(
    `UPDATE letter SET (published_count, last_position) =
       (SELECT count(*), max(position) FROM signature WHERE letter_id = $1::uuid AND status = 'published') WHERE id = $1::uuid`,
    [letterId],
  );
  await client.query(
    `INSERT INTO message (kind, status, locale, signature_id, letter_id, created_at, last_error, attempts)
     SELECT 'confirm', CASE WHEN n <= 3 THEN 'failed' WHEN n = 4 THEN 'queued' ELSE 'sent' END::message_status, 'en', id, letter_id, created_at,
       CASE WHEN n <= 3 THEN '550 5.1.1 <recipient>: Recipient address rejected: User unknown in virtual mailbox table'
            WHEN n = 4 THEN '451 4.7.1 Greylisted, please try again in 300 seconds' END, 1
     FROM (SELECT *, row_number() OVER (ORDER BY created_at DESC) AS n FROM signature WHERE letter_id = $1::uuid) s`,
    [letterId],
  );
  await client.query("COMMIT");
  await client.query("ANALYZE");
  await client.end();
}
